using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Telemetry.Infrastructure.Persistence.Migrations;

[DbContext(typeof(TelemetryDbContext))]
[Migration("0001_usage")]
internal sealed class M0001Usage : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(TelemetryDbContext.Name);
        migrationBuilder.CreateOutbox(schema);
        CreateUsage(migrationBuilder, schema);
        migrationBuilder.CreateTable(
            "counted_jobs",
            table => new { job_id = table.Column<Guid>(), user_id = table.Column<Guid>(), ended_at = table.Column<DateTime>() },
            schema,
            constraints: table => table.PrimaryKey("pk_counted_jobs", row => row.job_id));
        migrationBuilder.CreateIndex("ix_counted_jobs_ended", "counted_jobs", "ended_at", schema);
        migrationBuilder.CreateIndex("ix_counted_jobs_user", "counted_jobs", "user_id", schema);
        migrationBuilder.CreateTable(
            "erased_users",
            table => new { user_id = table.Column<Guid>(), erased_at = table.Column<DateTime>() },
            schema,
            constraints: table => table.PrimaryKey("pk_erased_users", row => row.user_id));
    }

    private static void CreateUsage(MigrationBuilder migration, string? schema)
    {
        migration.CreateTable(
            "usage",
            table => new
            {
                user_id = table.Column<Guid>(),
                day = table.Column<DateOnly>(),
                workflow = table.Column<string>(maxLength: 200),
                jobs = table.Column<long>(),
                gpu_seconds = table.Column<double>(),
                bytes = table.Column<long>(),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_usage", row => new { row.user_id, row.day, row.workflow }));
        migration.CreateIndex("ix_usage_day", "usage", ["day", "user_id", "workflow"], schema);
    }
}
