using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>
/// What changed in the queue can be read without reading the queue, and every list has an index that gives its page. A later
/// migration that makes SQLite build the table of jobs anew must make its triggers again.
/// </summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0011_reads")]
internal sealed class M0011Reads : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.AddColumn<long>("changed", "jobs", schema: schema, defaultValue: 0L);
        migrationBuilder.AddColumn<DateTime>("expected_at", "jobs", schema: schema, nullable: true);
        ReplaceIndexes(migrationBuilder, schema);
        foreach (var statement in schema is null ? SqliteTriggers : PostgresTriggers)
        {
            migrationBuilder.Sql(statement);
        }
    }

    private static void ReplaceIndexes(MigrationBuilder migration, string? schema)
    {
        migration.DropIndex("ix_jobs_queue", "jobs", schema);
        migration.DropIndex("ix_jobs_status_user", "jobs", schema);
        migration.CreateIndex("ix_jobs_changed", "jobs", "changed", schema);
        migration.CreateIndex("ix_jobs_not_ended", "jobs", "sequence", schema, filter: "completed_at IS NULL");
        migration.CreateIndex("ix_jobs_free_since", "jobs", "created_at", schema, filter: "status = 'Queued' AND open_attempt_id IS NULL");
        migration.CreateIndex("ix_jobs_measured", "jobs", "sequence", schema, filter: "status = 'Succeeded' AND execution_ms IS NOT NULL");
        migration.CreateIndex("ix_jobs_user_status", "jobs", ["user_id", "status", "sequence"], schema);
        migration.CreateIndex("ix_jobs_user_workflow", "jobs", ["user_id", "workflow_name", "sequence"], schema);
    }

    private static readonly string[] PostgresTriggers =
    [
        """
        CREATE FUNCTION generation.number_job_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.changed := pg_current_xact_id()::text::bigint;
            RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER jobs_added BEFORE INSERT ON generation.jobs FOR EACH ROW EXECUTE FUNCTION generation.number_job_change()",
        """
        CREATE TRIGGER jobs_changed BEFORE UPDATE ON generation.jobs FOR EACH ROW
        WHEN (OLD.revision IS DISTINCT FROM NEW.revision) EXECUTE FUNCTION generation.number_job_change()
        """,
    ];

    private static readonly string[] SqliteTriggers =
    [
        "CREATE TABLE job_changes (value INTEGER NOT NULL)",
        "INSERT INTO job_changes (value) VALUES (0)",
        """
        CREATE TRIGGER jobs_added AFTER INSERT ON jobs BEGIN
            UPDATE job_changes SET value = value + 1;
            UPDATE jobs SET changed = (SELECT value FROM job_changes) WHERE sequence = NEW.sequence;
        END
        """,
        """
        CREATE TRIGGER jobs_changed AFTER UPDATE OF revision ON jobs WHEN OLD.revision <> NEW.revision BEGIN
            UPDATE job_changes SET value = value + 1;
            UPDATE jobs SET changed = (SELECT value FROM job_changes) WHERE sequence = NEW.sequence;
        END
        """,
    ];
}
