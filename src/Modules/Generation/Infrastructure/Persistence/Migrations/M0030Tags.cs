using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>
/// Jobs are found by members of their metadata. A trigger makes the rows, whoever stores the job; a later migration that makes SQLite
/// build the table of jobs anew must make it again. Jobs that are there already get theirs by and by (<see cref="M0033SearchBacklog"/>).
/// </summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0030_tags")]
internal sealed class M0030Tags : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.CreateTable(
            "job_tags",
            table => new
            {
                user_id = table.Column<Guid>(),
                name = table.Column<string>(maxLength: 50),
                value = table.Column<string>(maxLength: 100),
                sequence = table.Column<long>(),
            },
            schema,
            constraints: table =>
            {
                table.PrimaryKey("pk_job_tags", row => new { row.user_id, row.name, row.value, row.sequence });
                table.ForeignKey("fk_job_tags_job", row => row.sequence, "jobs", "sequence", schema, onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("ix_job_tags_job", "job_tags", "sequence", schema);
        foreach (var statement in schema is null ? Sqlite : Postgres)
        {
            migrationBuilder.Sql(statement);
        }
    }

    private static string[] Postgres =>
    [
        $"""
        CREATE FUNCTION generation.tag_job() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO generation.job_tags (user_id, name, value, sequence)
            SELECT DISTINCT NEW.user_id, tag.name, tag.value, NEW.sequence FROM ({TagSelection.Postgres("NEW")}) tag;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER job_tagged AFTER INSERT ON generation.jobs
        FOR EACH ROW WHEN (NEW.metadata IS NOT NULL) EXECUTE FUNCTION generation.tag_job()
        """,
    ];

    private static string[] Sqlite =>
    [
        $"""
        CREATE TRIGGER job_tagged AFTER INSERT ON jobs WHEN NEW.metadata IS NOT NULL BEGIN
            INSERT INTO job_tags (user_id, name, value, sequence)
            SELECT DISTINCT NEW.user_id, tag.name, tag.value, NEW.sequence FROM ({TagSelection.Sqlite("NEW")}) tag;
        END
        """,
    ];
}
