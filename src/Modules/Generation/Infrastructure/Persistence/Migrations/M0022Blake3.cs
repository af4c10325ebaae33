using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Files are also known by their BLAKE3, which Comfy's clients ask for; those of before have none.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0022_blake3")]
internal sealed class M0022Blake3 : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.AddColumn<string>("blake3", "uploads", maxLength: 64, schema: schema, nullable: true);
        migrationBuilder.AddColumn<string>("blake3", "outputs", maxLength: 64, schema: schema, nullable: true);
        migrationBuilder.CreateIndex("ix_uploads_blake3", "uploads", ["user_id", "blake3"], schema);
    }
}
