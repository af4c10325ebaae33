using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Outputs say how long they last and how they are encoded; workflows say what pictures tell of their making.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0025_media")]
internal sealed class M0025Media : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.AddColumn<double>("duration_seconds", "outputs", schema: schema, nullable: true);
        migrationBuilder.AddColumn<string>("codec", "outputs", maxLength: 32, schema: schema, nullable: true);
        migrationBuilder.AddColumn<string>("output_metadata", "jobs", maxLength: 16, schema: schema, nullable: true);
    }
}
