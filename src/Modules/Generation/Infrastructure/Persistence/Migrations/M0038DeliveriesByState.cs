using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>The newest messages of a state are found without walking over those of the others.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0038_deliveries_by_state")]
internal sealed class M0038DeliveriesByState : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateIndex(
        "ix_webhook_deliveries_state", "webhook_deliveries", ["state", "created_at", "id"],
        schema: migrationBuilder.SchemaOf(GenerationDbContext.Name));
}
