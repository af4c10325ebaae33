using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>What jobs that have ended left at ComfyUI servers.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0021_server_leftovers")]
internal sealed class M0021ServerLeftovers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.CreateTable(
            "server_leftovers",
            table => new
            {
                attempt_id = table.Column<Guid>(),
                job_id = table.Column<Guid>(),
                server = table.Column<string>(maxLength: 200),
                files = table.Column<string>(nullable: true),
                ended_at = table.Column<DateTime>(),
                not_before = table.Column<DateTime>(),
                failures = table.Column<int>(),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_server_leftovers", row => row.attempt_id));
        migrationBuilder.CreateIndex("ix_server_leftovers_due", "server_leftovers", ["server", "not_before"], schema);
    }
}
