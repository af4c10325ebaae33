using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Users.Infrastructure.Persistence.Migrations;

[DbContext(typeof(UsersDbContext))]
[Migration("0002_profiles")]
internal sealed class M0002Profiles : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(UsersDbContext.Name);
        migrationBuilder.AddColumn<bool>("email_verified", "users", schema: schema, nullable: true);
        migrationBuilder.AddColumn<string>("fields", "users", schema: schema, nullable: true);
        migrationBuilder.AddColumn<Guid>("tenant_id", "users", schema: schema, nullable: true);
        migrationBuilder.AddColumn<DateTime>("changed_at_issuer", "users", schema: schema, nullable: true);
        migrationBuilder.CreateIndex("ix_users_tenant", "users", "tenant_id", schema);
        migrationBuilder.CreateTable(
            "erased_users",
            table => new
            {
                subject = table.Column<string>(maxLength: 255),
                user_id = table.Column<Guid>(nullable: true),
                erased_at = table.Column<DateTime>(),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_erased_users", row => row.subject));
    }
}
