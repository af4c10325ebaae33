using ArtEngine.Generation.Domain.Library;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>Full text search, as each database does it (M0029).</summary>
internal static class OutputSearch
{
    /// <summary>
    /// Outputs of jobs that have, for each of these words, one that begins with it. They are of <see cref="SearchWords"/>: letters and
    /// digits, which say nothing in the languages of queries.
    /// </summary>
    public static IQueryable<JobOutput> OutputsWith(this GenerationDbContext db, IReadOnlyList<string> words) =>
        db.Database.IsNpgsql() ? Postgres(db, words) : Sqlite(db, words);

    /// <summary>
    /// The words first: PostgreSQL would otherwise go through all outputs of the user until it has found enough, also where there are none.
    /// </summary>
    private static IQueryable<JobOutput> Postgres(GenerationDbContext db, IReadOnlyList<string> words)
    {
        var query = string.Join(" & ", words.Select(word => $"'{word}':*"));
        return db.Outputs.FromSql(
            $"""
            WITH found AS MATERIALIZED (
                SELECT job_id FROM generation.job_words WHERE array_to_tsvector(string_to_array(words, ' ')) @@ {query}::tsquery)
            SELECT o.* FROM found JOIN generation.outputs o ON o.job_id = found.job_id
            """);
    }

    /// <summary>The words first here, too: SQLite would otherwise go through all outputs of the user for each job that it finds.</summary>
    private static IQueryable<JobOutput> Sqlite(GenerationDbContext db, IReadOnlyList<string> words)
    {
        var query = string.Join(' ', words.Select(word => $"\"{word}\"*"));
        return db.Outputs.FromSql(
            $"""
            SELECT o.* FROM job_words_index i
            CROSS JOIN job_words w ON w.sequence = i.rowid
            CROSS JOIN outputs o INDEXED BY ix_outputs_job ON o.job_id = w.job_id
            WHERE i.job_words_index MATCH {query}
            """);
    }
}
