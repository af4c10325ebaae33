using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Users.Infrastructure.Persistence.Migrations;

[DbContext(typeof(UsersDbContext))]
[Migration("0001_users")]
internal sealed class M0001Users : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateOutbox();
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
            constraints: table => table.PrimaryKey("pk_users", row => row.id));
        migrationBuilder.CreateIndex("ix_users_subject", "users", ["issuer", "subject"], unique: true);
    }
}
