using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Many jobs that were asked for at once.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0020_batches")]
internal sealed class M0020Batches : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        CreateTables(migrationBuilder, schema);
        migrationBuilder.AddColumn<Guid>("batch_id", "jobs", schema: schema, nullable: true);
        migrationBuilder.AddColumn<int>("batch_index", "jobs", schema: schema, nullable: true);
        migrationBuilder.CreateIndex(
            "ix_jobs_batch", "jobs", ["batch_id", "batch_index", "status"], schema, filter: "batch_id IS NOT NULL");
        migrationBuilder.CreateIndex(
            "ix_jobs_batch_open", "jobs", "batch_id", schema, filter: "batch_id IS NOT NULL AND completed_at IS NULL");
    }

    private static void CreateTables(MigrationBuilder migration, string? schema)
    {
        migration.CreateTable(
            "batches",
            table => new
            {
                id = table.Column<Guid>(),
                user_id = table.Column<Guid>(),
                workflow_name = table.Column<string>(maxLength: 200),
                template_key = table.Column<string>(maxLength: 32),
                parameters = table.Column<string>(),
                metadata = table.Column<string>(nullable: true),
                priority = table.Column<int>(),
                item_count = table.Column<int>(),
                next_item = table.Column<int>(),
                created_at = table.Column<DateTime>(),
                canceled_at = table.Column<DateTime>(nullable: true),
                completed_at = table.Column<DateTime>(nullable: true),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_batches", row => row.id));
        migration.CreateIndex("ix_batches_user", "batches", ["user_id", "created_at"], schema);
        migration.CreateIndex("ix_batches_open", "batches", "id", schema, filter: "completed_at IS NULL");
        migration.CreateIndex("ix_batches_template", "batches", "template_key", schema);
        migration.CreateTable(
            "batch_chunks",
            table => new { batch_id = table.Column<Guid>(), number = table.Column<int>(), items = table.Column<string>() },
            schema,
            constraints: table =>
            {
                table.PrimaryKey("pk_batch_chunks", row => new { row.batch_id, row.number });
                table.ForeignKey(
                    "fk_batch_chunks_batch", row => row.batch_id, "batches", "id", schema, onDelete: ReferentialAction.Cascade);
            });
    }
}
