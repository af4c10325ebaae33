using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>An upload whose bytes are being deleted has another name for its state.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0010_words")]
internal sealed class M0010Words : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.Sql($"UPDATE {(schema is null ? "" : $"{schema}.")}uploads SET state = 'Deleting' WHERE state = 'Leaving'");
    }
}
