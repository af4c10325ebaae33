using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Jobs name what they were made of.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0013_templates")]
internal sealed class M0013Templates : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.AddColumn<string>("template_key", "jobs", schema: schema, maxLength: 32, nullable: true);
        migrationBuilder.CreateIndex("ix_jobs_template", "jobs", "template_key", schema, filter: "template_key IS NOT NULL");
    }
}
