using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Telemetry.Infrastructure.Persistence.Migrations;

[DbContext(typeof(TelemetryDbContext))]
[Migration("0002_audit")]
internal sealed class M0002Audit : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(TelemetryDbContext.Name);
        migrationBuilder.CreateTable(
            "audit",
            table => new
            {
                id = table.Column<long>().CountedUp(),
                at = table.Column<DateTime>(),
                user_id = table.Column<Guid>(),
                api_key = table.Column<string>(maxLength: 200, nullable: true),
                method = table.Column<string>(maxLength: 16),
                path = table.Column<string>(maxLength: 500),
                status = table.Column<int>(nullable: true),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_audit", row => row.id));
        migrationBuilder.CreateIndex("ix_audit_at", "audit", "at", schema);
        migrationBuilder.CreateIndex("ix_audit_user", "audit", "user_id", schema);
    }
}
