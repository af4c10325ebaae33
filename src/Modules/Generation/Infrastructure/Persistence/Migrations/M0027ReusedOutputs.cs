using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Outputs tell whether the server had them of an earlier job; of those of before nobody knows.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0027_reused_outputs")]
internal sealed class M0027ReusedOutputs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<bool>(
        "is_reused", "outputs", schema: migrationBuilder.SchemaOf(GenerationDbContext.Name), defaultValue: false);
}
