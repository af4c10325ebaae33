using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Telemetry.Infrastructure.Persistence.Migrations;

/// <summary>What all end users of a program use is summed up, so that it is known by a row for each day.</summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("0003_programs")]
internal sealed class M0003Programs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "program_usage",
        table => new
        {
            user_id = table.Column<Guid>(),
            day = table.Column<DateOnly>(),
            jobs = table.Column<long>(),
            gpu_seconds = table.Column<double>(),
            bytes = table.Column<long>(),
        },
        migrationBuilder.SchemaOf(TelemetryDbContext.Name),
        constraints: table => table.PrimaryKey("pk_program_usage", row => new { row.user_id, row.day }));
}
