using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

[DbContext(typeof(GenerationDbContext))]
[Migration("0006_uploads")]
internal sealed class M0006Uploads : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        CreateUploads(migrationBuilder, schema);
        CreatePictures(migrationBuilder, schema);
        migrationBuilder.AddColumn<bool>("has_pictures", "jobs", schema: schema, defaultValue: false);
    }

    private static void CreateUploads(MigrationBuilder migration, string? schema)
    {
        migration.CreateTable(
            "uploads",
            table => new
            {
                id = table.Column<Guid>(),
                user_id = table.Column<Guid>(),
                state = table.Column<string>(maxLength: 16),
                content_type = table.Column<string>(maxLength: 200),
                size_bytes = table.Column<long>(),
                hash = table.Column<string>(maxLength: 64, nullable: true),
                width = table.Column<int>(nullable: true),
                height = table.Column<int>(nullable: true),
                created_at = table.Column<DateTime>(),
                last_used_at = table.Column<DateTime>(),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_uploads", row => row.id));
        migration.CreateIndex("ix_uploads_user", "uploads", ["user_id", "hash"], schema);
        migration.CreateIndex("ix_uploads_due", "uploads", ["state", "last_used_at"], schema);
    }

    private static void CreatePictures(MigrationBuilder migration, string? schema)
    {
        migration.CreateTable(
            "job_pictures",
            table => new
            {
                job_id = table.Column<Guid>(),
                node_id = table.Column<string>(),
                input = table.Column<string>(),
                upload_id = table.Column<Guid>(),
            },
            schema,
            constraints: table =>
            {
                table.PrimaryKey("pk_job_pictures", row => new { row.job_id, row.node_id, row.input });
                table.ForeignKey("fk_job_pictures_job", row => row.job_id, "jobs", "id", schema, onDelete: ReferentialAction.Cascade);
            });
        migration.CreateIndex("ix_job_pictures_upload", "job_pictures", "upload_id", schema);
    }
}
