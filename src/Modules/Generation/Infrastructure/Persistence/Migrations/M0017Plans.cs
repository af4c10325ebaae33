using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>A turn knows its user's plan, so that a change of the plan finds it.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0017_plans")]
internal sealed class M0017Plans : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.AddColumn<string>("plan", "turns", schema: schema, maxLength: 50, defaultValue: "");
        migrationBuilder.CreateIndex("ix_turns_plan", "turns", "plan", schema);
    }
}
