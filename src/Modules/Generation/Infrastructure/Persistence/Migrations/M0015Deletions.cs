using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>
/// Jobs and outputs can be deleted, and jobs expire. Outputs say whose they are and when they came, so that a user's are listed without
/// their jobs.
/// </summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0015_deletions")]
internal sealed class M0015Deletions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        CreateTables(migrationBuilder, schema);
        migrationBuilder.AddColumn<DateTime>("expires_at", "jobs", schema: schema, nullable: true);
        migrationBuilder.AddColumn<int>("reviewed_under", "jobs", schema: schema, defaultValue: 0);
        migrationBuilder.CreateIndex("ix_jobs_expires", "jobs", "expires_at", schema, filter: "expires_at IS NOT NULL");
        migrationBuilder.CreateIndex("ix_jobs_reviewed", "jobs", "reviewed_under", schema, filter: "completed_at IS NOT NULL");
        migrationBuilder.CreateIndex("ix_uploads_newest", "uploads", ["user_id", "created_at", "id"], schema);
        ChangeOutputs(migrationBuilder, schema);
    }

    private static void CreateTables(MigrationBuilder migration, string? schema)
    {
        migration.CreateTable(
            "deletions",
            table => new
            {
                id = table.Column<Guid>(),
                user_id = table.Column<Guid>(),
                path = table.Column<string>(),
                not_before = table.Column<DateTime>(),
                last_at = table.Column<DateTime>(),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_deletions", row => row.id));
        migration.CreateIndex("ix_deletions_due", "deletions", "not_before", schema);
        migration.CreateIndex("ix_deletions_user", "deletions", "user_id", schema);
        migration.CreateTable(
            "retention",
            table => new { id = table.Column<int>(), version = table.Column<int>(), wording = table.Column<string>() },
            schema,
            constraints: table => table.PrimaryKey("pk_retention", row => row.id));
    }

    private static void ChangeOutputs(MigrationBuilder migration, string? schema)
    {
        migration.AddColumn<Guid>("user_id", "outputs", schema: schema, defaultValue: Guid.Empty);
        migration.AddColumn<string>("workflow_name", "outputs", schema: schema, maxLength: 200, defaultValue: "");
        migration.AddColumn<DateTime>("created_at", "outputs", schema: schema, defaultValue: DateTime.UnixEpoch);
        migration.AddColumn<bool>("is_favourite", "outputs", schema: schema, defaultValue: false);
        var (outputs, jobs) = schema is null ? ("outputs", "jobs") : ($"{schema}.outputs", $"{schema}.jobs");
        migration.Sql(
            $"""
            UPDATE {outputs} SET user_id = j.user_id, workflow_name = j.workflow_name, created_at = coalesce(j.completed_at, j.created_at)
            FROM {jobs} j WHERE j.id = {outputs}.job_id
            """);
        migration.CreateIndex("ix_outputs_newest", "outputs", ["user_id", "created_at", "id"], schema);
        migration.CreateIndex("ix_outputs_workflow", "outputs", ["user_id", "workflow_name", "created_at", "id"], schema);
        migration.CreateIndex("ix_outputs_type", "outputs", ["user_id", "type", "created_at", "id"], schema);
        migration.CreateIndex(
            "ix_outputs_favourites", "outputs", ["user_id", "created_at", "id"], schema, filter: "is_favourite");
    }
}
