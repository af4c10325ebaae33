using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>
/// What lanes need to keep faults where they belong. Why a job waits is no longer stored: it is worked out when somebody asks.
/// </summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0009_containment")]
internal sealed class M0009Containment : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.AddColumn<string>("needs_key", "jobs", schema: schema, maxLength: 32, nullable: true);
        migrationBuilder.AddColumn<bool>("is_suspect", "jobs", schema: schema, defaultValue: false);
        migrationBuilder.AddColumn<DateTime>("not_before", "jobs", schema: schema, nullable: true);
        migrationBuilder.AddColumn<DateTime>("avoid_until", "jobs", schema: schema, nullable: true);
        migrationBuilder.CreateIndex(
            "ix_jobs_waiting", "jobs", ["priority", "sequence", "needs_key", "not_before"], schema,
            filter: "status = 'Queued' AND open_attempt_id IS NULL AND NOT is_suspect", descending: [true, false, false, false]);
        migrationBuilder.CreateIndex("ix_jobs_suspects", "jobs", ["priority", "sequence"], schema, filter: "is_suspect",
            descending: [true, false]);
        migrationBuilder.Sql(
            schema is null ? "ALTER TABLE jobs DROP COLUMN wait_reason" : $"ALTER TABLE {schema}.jobs DROP COLUMN wait_reason");
        migrationBuilder.AddColumn<bool>("is_available", "backends", schema: schema, defaultValue: true);
        migrationBuilder.AddColumn<int>("foreign_prompts", "backends", schema: schema, defaultValue: 0);
        migrationBuilder.AddColumn<DateTime>("last_success_at", "backends", schema: schema, nullable: true);
    }
}
