using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Jobs of a batch may go before those of all others, too.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0036_batch_priority")]
internal sealed class M0036BatchPriority : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<bool>(
        "may_go_first", "batches", schema: migrationBuilder.SchemaOf(GenerationDbContext.Name), defaultValue: false);
}
