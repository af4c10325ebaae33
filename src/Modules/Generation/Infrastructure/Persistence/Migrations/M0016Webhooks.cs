using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Users' endpoints and the messages to them.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0016_webhooks")]
internal sealed class M0016Webhooks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        CreateEndpoints(migrationBuilder, schema);
        CreateDeliveries(migrationBuilder, schema);
        migrationBuilder.AddColumn<bool>("tells_start", "jobs", schema: schema, defaultValue: false);
    }

    private static void CreateEndpoints(MigrationBuilder migration, string? schema)
    {
        migration.CreateTable(
            "webhook_endpoints",
            table => new
            {
                id = table.Column<Guid>(),
                user_id = table.Column<Guid>(),
                url = table.Column<string>(maxLength: 2_000),
                events = table.Column<string>(),
                is_enabled = table.Column<bool>(),
                disabled_reason = table.Column<string>(nullable: true),
                created_at = table.Column<DateTime>(),
                secret = table.Column<byte[]>(),
                previous_secret = table.Column<byte[]>(nullable: true),
                previous_until = table.Column<DateTime>(nullable: true),
                last_sequence = table.Column<long>(),
                failures = table.Column<int>(),
                due_at = table.Column<DateTime>(nullable: true),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_webhook_endpoints", row => row.id));
        migration.CreateIndex("ix_webhook_endpoints_user", "webhook_endpoints", "user_id", schema);
        migration.CreateIndex("ix_webhook_endpoints_due", "webhook_endpoints", "due_at", schema, filter: "due_at IS NOT NULL");
    }

    private static void CreateDeliveries(MigrationBuilder migration, string? schema)
    {
        migration.CreateTable(
            "webhook_deliveries",
            table => new
            {
                id = table.Column<Guid>(),
                endpoint_id = table.Column<Guid>(),
                user_id = table.Column<Guid>(),
                event_id = table.Column<Guid>(),
                type = table.Column<string>(maxLength: 64),
                sequence = table.Column<long>(),
                body = table.Column<string>(),
                created_at = table.Column<DateTime>(),
                state = table.Column<string>(maxLength: 16),
                attempts = table.Column<int>(),
                next_at = table.Column<DateTime>(nullable: true),
                last_status = table.Column<int>(nullable: true),
                last_error = table.Column<string>(nullable: true),
                give_up_at = table.Column<DateTime>(),
                ended_at = table.Column<DateTime>(nullable: true),
            },
            schema,
            constraints: table =>
            {
                table.PrimaryKey("pk_webhook_deliveries", row => row.id);
                table.ForeignKey(
                    "fk_webhook_deliveries_endpoint", row => row.endpoint_id, "webhook_endpoints", "id", schema,
                    onDelete: ReferentialAction.Cascade);
            });
        migration.CreateIndex("ix_webhook_deliveries_event", "webhook_deliveries", ["event_id", "endpoint_id"], schema, unique: true);
        migration.CreateIndex("ix_webhook_deliveries_log", "webhook_deliveries", ["endpoint_id", "sequence"], schema, unique: true);
        migration.CreateIndex(
            "ix_webhook_deliveries_due", "webhook_deliveries", ["endpoint_id", "next_at"], schema, filter: "next_at IS NOT NULL");
        migration.CreateIndex("ix_webhook_deliveries_old", "webhook_deliveries", "created_at", schema);
    }
}
