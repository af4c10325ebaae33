using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>
/// The index of those who wait too long fits nothing else any more: PostgreSQL, before it has looked at a queue that grew quickly, took it
/// for finding the first job of a turn, and read the whole queue.
/// </summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0019_free_since")]
internal sealed class M0019FreeSince : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.DropIndex("ix_jobs_free_since", "jobs", schema);
        migrationBuilder.CreateIndex(
            "ix_jobs_free_since", "jobs", "created_at", schema,
            filter: "status = 'Queued' AND open_attempt_id IS NULL AND created_at IS NOT NULL");
    }
}
