using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Waiting jobs, all and a user's own, are counted from one index without their rows.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0007_queue_counts")]
internal sealed class M0007QueueCounts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.DropIndex("ix_jobs_user_status", "jobs", schema);
        migrationBuilder.CreateIndex("ix_jobs_status_user", "jobs", ["status", "user_id"], schema);
    }
}
