using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Users.Infrastructure.Persistence.Migrations;

/// <summary>Plans say how much is kept, and how long.</summary>
[DbContext(typeof(UsersDbContext))]
[Migration("0008_storage")]
internal sealed class M0008Storage : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(UsersDbContext.Name);
        migrationBuilder.AddColumn<long>("storage_bytes", "plans", schema: schema, nullable: true);
        migrationBuilder.AddColumn<int>("keep_days", "plans", schema: schema, nullable: true);
    }
}
