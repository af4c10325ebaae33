using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

[DbContext(typeof(GenerationDbContext))]
[Migration("0005_live")]
internal sealed class M0005Live : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.AddColumn<DateTime>("canceling_at", "jobs", schema: schema, nullable: true);
        migrationBuilder.AddColumn<DateTime>("started_at", "render_attempts", schema: schema, nullable: true);
    }
}
