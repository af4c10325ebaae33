using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Attempts whose files are yet to be swept are found without looking at the others.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0008_leftovers")]
internal sealed class M0008Leftovers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.AddColumn<bool>("has_leftovers", "render_attempts", schema: schema, defaultValue: false);
        var table = schema is null ? "render_attempts" : $"{schema}.render_attempts";
        migrationBuilder.Sql($"UPDATE {table} SET has_leftovers = TRUE WHERE state IN ('Failed', 'Canceled', 'Lost')");
        migrationBuilder.CreateIndex("ix_render_attempts_leftovers", "render_attempts", "ended_at", schema, filter: "has_leftovers");
    }
}
