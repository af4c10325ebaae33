using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>
/// Users take turns. A row for each of them says how many of their jobs wait and where they stand; triggers keep it beside the jobs, and
/// a later migration that makes SQLite build the table of jobs or of attempts anew must make them again (<see cref="TurnTriggers"/>).
/// </summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0014_turns")]
internal sealed class M0014Turns : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        AddColumns(migrationBuilder, schema);
        CreateTurns(migrationBuilder, schema);
        foreach (var statement in Fill(schema).Concat(schema is null ? TurnTriggers.Sqlite : TurnTriggers.Postgres))
        {
            migrationBuilder.Sql(statement);
        }

        migrationBuilder.DropIndex("ix_jobs_waiting", "jobs", schema);
        migrationBuilder.CreateIndex(
            "ix_jobs_turn", "jobs", ["turn_id", "rank", "priority", "sequence", "needs_key", "not_before"], schema,
            filter: "status = 'Queued' AND open_attempt_id IS NULL AND NOT is_suspect",
            descending: [false, false, true, false, false, false]);
    }

    private static void AddColumns(MigrationBuilder migration, string? schema)
    {
        migration.AddColumn<Guid>("turn_id", "jobs", schema: schema, defaultValue: Guid.Empty);
        migration.AddColumn<int>("rank", "jobs", schema: schema, defaultValue: 0);
        migration.AddColumn<double>("expected_seconds", "render_attempts", schema: schema, defaultValue: 0.0);
        migration.AddColumn<double>("turn_floor", "render_attempts", schema: schema, nullable: true);
        migration.AddColumn<double>("gpu_seconds", "render_attempts", schema: schema, nullable: true);
    }

    private static void CreateTurns(MigrationBuilder migration, string? schema)
    {
        migration.CreateTable(
            "turns",
            table => new
            {
                id = table.Column<Guid>(),
                user_id = table.Column<Guid>(),
                place = table.Column<double>(defaultValue: 0.0),
                virtual_time = table.Column<double>(defaultValue: 0.0),
                last_start = table.Column<double>(defaultValue: 0.0),
                weight = table.Column<double>(defaultValue: 1.0),
                max_running = table.Column<int>(nullable: true),
                waiting = table.Column<int>(defaultValue: 0),
                at_work = table.Column<int>(defaultValue: 0),
                is_ready = table.Column<bool>(defaultValue: false),
                changed = table.Column<long>(defaultValue: 0L),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_turns", row => row.id));
        migration.CreateIndex("ix_turns_ready", "turns", ["place", "id"], schema, filter: "is_ready");
        migration.CreateIndex("ix_turns_last_start", "turns", "last_start", schema);
        migration.CreateIndex("ix_turns_changed", "turns", "changed", schema);
        migration.CreateIndex("ix_turns_user", "turns", "user_id", schema);
    }

    /// <summary>Only of jobs that have not ended: of the others nobody asks.</summary>
    private static IEnumerable<string> Fill(string? schema)
    {
        var (jobs, turns) = schema is null ? ("jobs", "turns") : ($"{schema}.jobs", $"{schema}.turns");
        var hour = schema is null
            ? "CAST(strftime('%s', created_at) AS integer) / 3600"
            : "floor(extract(epoch FROM created_at) / 3600)::int";
        yield return $"UPDATE {jobs} SET turn_id = user_id, rank = {hour} - priority WHERE completed_at IS NULL";
        yield return
            $"""
            INSERT INTO {turns} (id, user_id, place, waiting, at_work, is_ready)
            SELECT turn_id, turn_id, min(sequence) - 1e15,
                sum(CASE WHEN status = 'Queued' AND open_attempt_id IS NULL THEN 1 ELSE 0 END),
                sum(CASE WHEN open_attempt_id IS NOT NULL THEN 1 ELSE 0 END),
                sum(CASE WHEN status = 'Queued' AND open_attempt_id IS NULL THEN 1 ELSE 0 END) > 0
            FROM {jobs} WHERE completed_at IS NULL GROUP BY turn_id
            """;
    }
}
