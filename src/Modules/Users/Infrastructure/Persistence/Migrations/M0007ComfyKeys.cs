using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Users.Infrastructure.Persistence.Migrations;

[DbContext(typeof(UsersDbContext))]
[Migration("0007_comfy_keys")]
internal sealed class M0007ComfyKeys : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(UsersDbContext.Name);
        migrationBuilder.CreateTable(
            "data_protection_keys",
            table => new
            {
                id = table.Column<int>().CountedUp(),
                friendly_name = table.Column<string>(nullable: true),
                xml = table.Column<string>(nullable: true),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_data_protection_keys", row => row.id));
        migrationBuilder.CreateTable(
            "comfy_keys",
            table => new
            {
                user_id = table.Column<Guid>(),
                encrypted = table.Column<byte[]>(),
                changed_at = table.Column<DateTime>(),
            },
            schema,
            constraints: table =>
            {
                table.PrimaryKey("pk_comfy_keys", row => row.user_id);
                // Whoever deletes the user's row deletes the key with it.
                table.ForeignKey("fk_comfy_keys_users", row => row.user_id, "users", "id", schema, onDelete: ReferentialAction.Cascade);
            });
    }
}
