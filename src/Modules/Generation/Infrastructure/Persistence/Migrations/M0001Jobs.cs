using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

[DbContext(typeof(GenerationDbContext))]
[Migration("0001_jobs")]
internal sealed class M0001Jobs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.CreateOutbox(schema);
        CreateJobs(migrationBuilder, schema);
        CreateAttempts(migrationBuilder, schema);
        CreateOutputs(migrationBuilder, schema);
    }

    private static void CreateJobs(MigrationBuilder migration, string? schema)
    {
        migration.CreateTable(
            "jobs",
            table => new
            {
                sequence = table.Column<long>().CountedUp(),
                id = table.Column<Guid>(),
                user_id = table.Column<Guid>(),
                workflow_name = table.Column<string>(maxLength: 200),
                workflow_version = table.Column<string>(maxLength: 64),
                parameters = table.Column<string>(),
                metadata = table.Column<string>(nullable: true),
                graph = table.Column<string>(nullable: true),
                output_node_id = table.Column<string>(maxLength: 200),
                node_count = table.Column<int>(),
                priority = table.Column<int>(),
                idempotency_key = table.Column<string>(maxLength: 200, nullable: true),
                request_hash = table.Column<string>(maxLength: 64, nullable: true),
                status = table.Column<string>(maxLength: 16),
                created_at = table.Column<DateTime>(),
                started_at = table.Column<DateTime>(nullable: true),
                completed_at = table.Column<DateTime>(nullable: true),
                open_attempt_id = table.Column<Guid>(nullable: true),
                server = table.Column<string>(maxLength: 200, nullable: true),
                attempt_count = table.Column<int>(),
                execution_ms = table.Column<long>(nullable: true),
                error_code = table.Column<string>(maxLength: 64, nullable: true),
                error_message = table.Column<string>(nullable: true),
                error_node_id = table.Column<string>(maxLength: 200, nullable: true),
                error_class_type = table.Column<string>(maxLength: 200, nullable: true),
                revision = table.Column<int>(),
            },
            schema,
            constraints: table =>
            {
                table.PrimaryKey("pk_jobs", row => row.sequence);
                table.UniqueConstraint("ak_jobs_id", row => row.id);
            });

        // The head of the queue and the places in it, in the order in which it is served.
        migration.CreateIndex("ix_jobs_queue", "jobs", ["status", "priority", "sequence"], schema, descending: [false, true, false]);
        migration.CreateIndex("ix_jobs_user", "jobs", ["user_id", "sequence"], schema);
        migration.CreateIndex("ix_jobs_idempotency", "jobs", ["user_id", "idempotency_key"], schema, unique: true,
            filter: "idempotency_key IS NOT NULL");
        migration.CreateIndex("ix_jobs_open", "jobs", ["server", "open_attempt_id"], schema, filter: "open_attempt_id IS NOT NULL");
    }

    private static void CreateAttempts(MigrationBuilder migration, string? schema)
    {
        migration.CreateTable(
            "render_attempts",
            table => new
            {
                id = table.Column<Guid>(),
                job_id = table.Column<Guid>(),
                server = table.Column<string>(maxLength: 200),
                number = table.Column<int>(),
                state = table.Column<string>(maxLength: 16),
                created_at = table.Column<DateTime>(),
                ended_at = table.Column<DateTime>(nullable: true),
                fault_code = table.Column<string>(maxLength: 64, nullable: true),
            },
            schema,
            constraints: table =>
            {
                table.PrimaryKey("pk_render_attempts", row => row.id);
                table.ForeignKey("fk_render_attempts_job", row => row.job_id, "jobs", "id", schema, onDelete: ReferentialAction.Cascade);
            });
        migration.CreateIndex("ix_render_attempts_job", "render_attempts", "job_id", schema);
    }

    private static void CreateOutputs(MigrationBuilder migration, string? schema)
    {
        migration.CreateTable(
            "outputs",
            table => new
            {
                id = table.Column<Guid>(),
                job_id = table.Column<Guid>(),
                position = table.Column<int>(),
                node_id = table.Column<string>(maxLength: 200),
                name = table.Column<string>(),
                type = table.Column<string>(maxLength: 16),
                content_type = table.Column<string>(maxLength: 200),
                size_bytes = table.Column<long>(),
                hash = table.Column<string>(maxLength: 64),
                width = table.Column<int>(nullable: true),
                height = table.Column<int>(nullable: true),
                storage_key = table.Column<string>(),
            },
            schema,
            constraints: table =>
            {
                table.PrimaryKey("pk_outputs", row => row.id);
                table.ForeignKey("fk_outputs_job", row => row.job_id, "jobs", "id", schema, onDelete: ReferentialAction.Cascade);
            });
        migration.CreateIndex("ix_outputs_job", "outputs", "job_id", schema);
    }
}
