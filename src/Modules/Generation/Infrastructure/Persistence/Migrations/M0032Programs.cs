using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Jobs and turns of end users tell whose program they are of, so that the jobs that wait of all of them are summed up.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0032_programs")]
internal sealed class M0032Programs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        if (schema is not null)
        {
            // In the order in which jobs are stored, which goes on meanwhile.
            migrationBuilder.Sql($"LOCK TABLE {schema}.turns, {schema}.jobs IN ACCESS EXCLUSIVE MODE");
        }

        migrationBuilder.AddColumn<Guid>("program_id", "jobs", schema: schema, nullable: true);
        migrationBuilder.AddColumn<Guid>("program_id", "turns", schema: schema, nullable: true);
        migrationBuilder.CreateIndex(
            "ix_turns_program", "turns", "program_id", schema, filter: "program_id IS NOT NULL AND waiting > 0");
    }
}
