using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Workflows.Infrastructure.Persistence.Migrations;

/// <summary>Files of the editor beside the graphs that were exported from them.</summary>
[DbContext(typeof(WorkflowsDbContext))]
[Migration("0003_editor_files")]
internal sealed class M0003EditorFiles : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(WorkflowsDbContext.Name);
        migrationBuilder.AddColumn<byte[]>("editor", "templates", schema: schema, nullable: true);
        migrationBuilder.AddColumn<byte[]>("editor", "workflows", schema: schema, nullable: true);
    }
}
