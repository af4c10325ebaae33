using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

[DbContext(typeof(GenerationDbContext))]
[Migration("0002_traces")]
internal sealed class M0002Traces : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<string>(
        "trace_parent", "jobs", schema: migrationBuilder.SchemaOf(GenerationDbContext.Name), maxLength: 64, nullable: true);
}
