using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>
/// Outputs are found by the words of their jobs. SQLite's full text index is a table of its own, which triggers keep; what is deleted
/// leaves it at once instead of at some later merge.
/// </summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0029_words")]
internal sealed class M0029Words : Migration
{
    private static readonly string[] Sqlite =
    [
        """
        CREATE VIRTUAL TABLE job_words_index USING fts5(
            words, content='job_words', content_rowid='sequence', tokenize='ascii', detail='none', columnsize=0)
        """,
        "INSERT INTO job_words_index (job_words_index, rank) VALUES ('secure-delete', 1)",
        """
        CREATE TRIGGER job_words_indexed AFTER INSERT ON job_words BEGIN
            INSERT INTO job_words_index (rowid, words) VALUES (NEW.sequence, NEW.words);
        END
        """,
        """
        CREATE TRIGGER job_words_gone AFTER DELETE ON job_words BEGIN
            INSERT INTO job_words_index (job_words_index, rowid, words) VALUES ('delete', OLD.sequence, OLD.words);
        END
        """,
    ];

    private const string Postgres =
        "CREATE INDEX ix_job_words ON generation.job_words USING gin (array_to_tsvector(string_to_array(words, ' ')))";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        if (schema is not null)
        {
            // In the order in which jobs are stored, which goes on meanwhile.
            migrationBuilder.Sql($"LOCK TABLE {schema}.turns, {schema}.jobs IN ACCESS EXCLUSIVE MODE");
        }

        migrationBuilder.CreateTable(
            "job_words",
            table => new { sequence = table.Column<long>(), job_id = table.Column<Guid>(), words = table.Column<string>() },
            schema,
            constraints: table =>
            {
                table.PrimaryKey("pk_job_words", row => row.sequence);
                table.ForeignKey("fk_job_words_job", row => row.job_id, "jobs", "id", schema, onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("ix_job_words_job", "job_words", "job_id", schema, unique: true);
        foreach (var statement in schema is null ? Sqlite : [Postgres])
        {
            migrationBuilder.Sql(statement);
        }
    }
}
