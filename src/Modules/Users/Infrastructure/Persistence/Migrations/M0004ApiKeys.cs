using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Users.Infrastructure.Persistence.Migrations;

[DbContext(typeof(UsersDbContext))]
[Migration("0004_api_keys")]
internal sealed class M0004ApiKeys : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(UsersDbContext.Name);
        migrationBuilder.CreateTable(
            "api_keys",
            table => new
            {
                id = table.Column<Guid>(),
                user_id = table.Column<Guid>(),
                place = table.Column<int>(),
                name = table.Column<string>(maxLength: 100),
                hash = table.Column<string>(maxLength: 64),
                prefix = table.Column<string>(maxLength: 16),
                permissions = table.Column<string>(),
                created_at = table.Column<DateTime>(),
                expires_at = table.Column<DateTime>(),
                last_used_at = table.Column<DateTime>(nullable: true),
            },
            schema,
            constraints: table =>
            {
                table.PrimaryKey("pk_api_keys", row => row.id);
                // Whoever deletes the user's row deletes the keys with it.
                table.ForeignKey("fk_api_keys_users", row => row.user_id, "users", "id", schema, onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("ix_api_keys_hash", "api_keys", "hash", schema, unique: true);
        migrationBuilder.CreateIndex("ix_api_keys_place", "api_keys", ["user_id", "place"], schema, unique: true);
    }
}
