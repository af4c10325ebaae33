using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Users.Infrastructure.Persistence.Migrations;

[DbContext(typeof(UsersDbContext))]
[Migration("0001_users")]
internal sealed class M0001Users : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(UsersDbContext.Name);
        migrationBuilder.CreateOutbox(schema);
        migrationBuilder.CreateTable(
            "users",
            table => new
            {
                id = table.Column<Guid>(),
                issuer = table.Column<string>(maxLength: 500),
                subject = table.Column<string>(maxLength: 255),
                email = table.Column<string>(maxLength: 320, nullable: true),
                created_at = table.Column<DateTime>(),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_users", row => row.id));
        migrationBuilder.CreateIndex("ix_users_subject", "users", ["issuer", "subject"], schema, unique: true);
    }
}
