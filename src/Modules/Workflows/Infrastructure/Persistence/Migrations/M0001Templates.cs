using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Workflows.Infrastructure.Persistence.Migrations;

[DbContext(typeof(WorkflowsDbContext))]
[Migration("0001_templates")]
internal sealed class M0001Templates : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(WorkflowsDbContext.Name);
        migrationBuilder.CreateOutbox(schema);
        migrationBuilder.CreateTable(
            "templates",
            table => new
            {
                key = table.Column<string>(maxLength: 32),
                name = table.Column<string>(maxLength: 200),
                version = table.Column<string>(maxLength: 64),
                graph = table.Column<byte[]>(),
                parameters = table.Column<byte[]>(nullable: true),
                classes = table.Column<string>(),
                kept_at = table.Column<DateTime>(),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_templates", row => row.key));
    }
}
