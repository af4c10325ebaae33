using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Users put outputs into folders.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0026_folders")]
internal sealed class M0026Folders : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.CreateTable(
            "folders",
            table => new
            {
                id = table.Column<Guid>(),
                user_id = table.Column<Guid>(),
                parent_id = table.Column<Guid>(nullable: true),
                name = table.Column<string>(maxLength: 100),
                created_at = table.Column<DateTime>(),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_folders", row => row.id));
        migrationBuilder.CreateIndex("ix_folders_user", "folders", "user_id", schema);
        migrationBuilder.AddColumn<Guid>("folder_id", "outputs", schema: schema, nullable: true);
        migrationBuilder.CreateIndex(
            "ix_outputs_folder", "outputs", ["user_id", "folder_id", "created_at", "id"], schema, filter: "folder_id IS NOT NULL");
    }
}
