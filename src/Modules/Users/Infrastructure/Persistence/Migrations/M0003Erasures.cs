using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Users.Infrastructure.Persistence.Migrations;

[DbContext(typeof(UsersDbContext))]
[Migration("0003_erasures")]
internal sealed class M0003Erasures : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(UsersDbContext.Name);
        migrationBuilder.CreateTable(
            "erased_tenants",
            table => new
            {
                id = table.Column<Guid>(),
                issuer = table.Column<string>(maxLength: 500, nullable: true),
                erased_at = table.Column<DateTime>(),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_erased_tenants", row => row.id));
        migrationBuilder.CreateTable(
            "user_rereads",
            table => new
            {
                subject = table.Column<string>(maxLength: 255),
                requested_at = table.Column<DateTime>(),
                attempts = table.Column<int>(),
                not_before = table.Column<DateTime>(),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_user_rereads", row => row.subject));
        // Events and erasures name the subject alone.
        migrationBuilder.CreateIndex("ix_users_subject_alone", "users", "subject", schema);
    }
}
