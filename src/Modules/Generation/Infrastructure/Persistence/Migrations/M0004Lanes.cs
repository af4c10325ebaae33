using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

[DbContext(typeof(GenerationDbContext))]
[Migration("0004_lanes")]
internal sealed class M0004Lanes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        CreateBackends(migrationBuilder, schema);
        migrationBuilder.AddColumn<string>("checkpoint", "jobs", schema: schema, maxLength: 500, nullable: true);
        migrationBuilder.AddColumn<int>("passed_over", "jobs", schema: schema, defaultValue: 0);
        migrationBuilder.AddColumn<bool>("switched_model", "jobs", schema: schema, defaultValue: false);
        migrationBuilder.AddColumn<DateTime>("cancel_at", "jobs", schema: schema, nullable: true);
        migrationBuilder.AddColumn<string>("wait_reason", "jobs", schema: schema, nullable: true);
        migrationBuilder.AddColumn<string>("avoided_server", "jobs", schema: schema, maxLength: 200, nullable: true);
        migrationBuilder.AddColumn<DateTime>("queued_again_at", "jobs", schema: schema, nullable: true);
        migrationBuilder.AddColumn<int>("stall_seconds", "jobs", schema: schema, nullable: true);
        migrationBuilder.AddColumn<int>("render_seconds", "jobs", schema: schema, nullable: true);
        migrationBuilder.CreateIndex("ix_jobs_user_status", "jobs", ["user_id", "status"], schema);
        migrationBuilder.CreateIndex("ix_jobs_cancel_at", "jobs", "cancel_at", schema,
            filter: "cancel_at IS NOT NULL AND completed_at IS NULL");
    }

    private static void CreateBackends(MigrationBuilder migration, string? schema) => migration.CreateTable(
        "backends",
        table => new
        {
            name = table.Column<string>(maxLength: 200),
            url = table.Column<string>(maxLength: 2_000),
            weight = table.Column<int>(),
            depth = table.Column<int>(),
            headers = table.Column<string>(nullable: true),
            state = table.Column<string>(maxLength: 16),
            is_from_settings = table.Column<bool>(),
            created_at = table.Column<DateTime>(),
            epoch = table.Column<long>(),
            lane_seen_at = table.Column<DateTime>(nullable: true),
            trouble = table.Column<string>(nullable: true),
            trouble_since = table.Column<DateTime>(nullable: true),
        },
        schema,
        constraints: table => table.PrimaryKey("pk_backends", row => row.name));
}
