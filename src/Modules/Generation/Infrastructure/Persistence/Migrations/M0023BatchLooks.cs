using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Batches say when they are to be looked at; all that there are, at once.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0023_batch_looks")]
internal sealed class M0023BatchLooks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.AddColumn<DateTime>("look_at", "batches", schema: schema, defaultValue: DateTime.UnixEpoch);
        migrationBuilder.DropIndex("ix_batches_open", "batches", schema);
        migrationBuilder.CreateIndex("ix_batches_due", "batches", "look_at", schema, filter: "completed_at IS NULL");
    }
}
