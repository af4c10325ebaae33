using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>
/// Jobs are found by members of their metadata. A trigger makes the rows, whoever stores the job; a later migration that makes SQLite
/// build the table of jobs anew must make it again.
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
            SELECT DISTINCT NEW.user_id, tag.name, tag.value, NEW.sequence FROM ({PostgresTags("NEW")}) tag;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER job_tagged AFTER INSERT ON generation.jobs
        FOR EACH ROW WHEN (NEW.metadata IS NOT NULL) EXECUTE FUNCTION generation.tag_job()
        """,
        $"""
        INSERT INTO generation.job_tags (user_id, name, value, sequence)
        SELECT DISTINCT j.user_id, tag.name, tag.value, j.sequence
        FROM generation.jobs j CROSS JOIN LATERAL ({PostgresTags("j")}) tag WHERE j.metadata IS NOT NULL
        """,
    ];

    private static string[] Sqlite =>
    [
        $"""
        CREATE TRIGGER job_tagged AFTER INSERT ON jobs WHEN NEW.metadata IS NOT NULL BEGIN
            INSERT INTO job_tags (user_id, name, value, sequence)
            SELECT DISTINCT NEW.user_id, tag.name, tag.value, NEW.sequence FROM ({SqliteTags("NEW")}) tag;
        END
        """,
        $"""
        INSERT INTO job_tags (user_id, name, value, sequence)
        SELECT DISTINCT j.user_id, m.key, {SqliteValue}, j.sequence FROM jobs j, json_each(j.metadata) m
        WHERE j.metadata IS NOT NULL AND {IsSqliteTag}
        """,
    ];

    /// <summary>As json, not jsonb, which makes numbers of numbers, and refuses those that are too large.</summary>
    private static string PostgresTags(string row) =>
        $$"""
        SELECT m.key AS name, m.value #>> '{}' AS value FROM json_each({{row}}.metadata::json) m
        WHERE length(m.key) <= 50 AND (
            (json_typeof(m.value) = 'string' AND length(m.value #>> '{}') <= 100)
            OR json_typeof(m.value) = 'boolean'
            OR (json_typeof(m.value) = 'number' AND m.value::text ~ '^(0|-?[1-9][0-9]{0,17})$'))
        LIMIT 16
        """;

    private static string SqliteTags(string row) =>
        $"SELECT m.key AS name, {SqliteValue} AS value FROM json_each({row}.metadata) m WHERE {IsSqliteTag} LIMIT 16";

    private const string SqliteValue = "CASE m.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(m.value AS TEXT) END";

    private const string IsSqliteTag =
        """
        length(m.key) <= 50 AND (
            (m.type = 'text' AND length(m.value) <= 100)
            OR m.type IN ('true', 'false')
            OR (m.type = 'integer' AND m.value BETWEEN -999999999999999999 AND 999999999999999999))
        """;
}
