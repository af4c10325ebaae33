using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>The secret that addresses of outputs are signed with.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0012_link_keys")]
internal sealed class M0012LinkKeys : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "link_keys",
        table => new { id = table.Column<int>(), secret = table.Column<byte[]>() },
        migrationBuilder.SchemaOf(GenerationDbContext.Name),
        constraints: table => table.PrimaryKey("pk_link_keys", row => row.id));
}
