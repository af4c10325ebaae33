using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Workflows.Infrastructure.Persistence.Migrations;

/// <summary>Workflows that administrators stored, so that all nodes have them.</summary>
[DbContext(typeof(WorkflowsDbContext))]
[Migration("0002_workflows")]
internal sealed class M0002Workflows : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "workflows",
        table => new
        {
            name = table.Column<string>(maxLength: 200),
            version = table.Column<string>(maxLength: 64),
            graph = table.Column<byte[]>(),
            parameters = table.Column<byte[]>(nullable: true),
        },
        migrationBuilder.SchemaOf(WorkflowsDbContext.Name),
        constraints: table => table.PrimaryKey("pk_workflows", row => row.name));
}
