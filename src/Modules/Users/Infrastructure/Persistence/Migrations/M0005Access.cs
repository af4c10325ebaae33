using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Users.Infrastructure.Persistence.Migrations;

[DbContext(typeof(UsersDbContext))]
[Migration("0005_access")]
internal sealed class M0005Access : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(UsersDbContext.Name);
        migrationBuilder.AddColumn<DateTime>("blocked_at", "users", schema: schema, nullable: true);
        migrationBuilder.AddColumn<bool>("is_active", "users", schema: schema, nullable: true);
        migrationBuilder.AddColumn<string>("permissions", "users", schema: schema, nullable: true);
        migrationBuilder.AddColumn<DateTime>("permissions_at", "users", schema: schema, nullable: true);
        migrationBuilder.AddColumn<DateTime>("told_at", "users", schema: schema, nullable: true);
        migrationBuilder.CreateTable(
            "erased_identities",
            table => new
            {
                issuer = table.Column<string>(maxLength: 500),
                subject = table.Column<string>(maxLength: 255),
                user_id = table.Column<Guid>(),
                erased_at = table.Column<DateTime>(),
                is_blocked = table.Column<bool>(),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_erased_identities", row => new { row.issuer, row.subject }));
        migrationBuilder.CreateIndex("ix_erased_identities_user", "erased_identities", "user_id", schema);
    }
}
