namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>How the database makes the tags of a job out of its metadata.</summary>
internal static class TagSelection
{
    /// <summary>Makes the tags of the jobs from one number to below another one, <c>{0}</c> and <c>{1}</c>.</summary>
    /// <param name="isPostgres">Whether on PostgreSQL.</param>
    public static string Backfill(bool isPostgres)
    {
        var insert = isPostgres
            ? $"""
            INSERT INTO generation.job_tags (user_id, name, value, sequence)
            SELECT DISTINCT j.user_id, tag.name, tag.value, j.sequence
            FROM generation.jobs j CROSS JOIN LATERAL generation.tags_of(j.metadata) tag WHERE j.metadata IS NOT NULL
            """
            : $"""
            INSERT INTO job_tags (user_id, name, value, sequence)
            SELECT DISTINCT j.user_id, m.key, {SqliteValue}, j.sequence
            FROM jobs j, json_each(iif(json_valid(j.metadata), j.metadata, NULL)) m WHERE j.metadata IS NOT NULL AND {IsSqliteTag}
            """;
        // Braces of its own are not places of values.
        return insert.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal) +
            " AND j.sequence >= {0} AND j.sequence < {1} ON CONFLICT DO NOTHING";
    }

    /// <summary>As json, not jsonb, which makes numbers of numbers, and refuses those that are too large.</summary>
    public static string Postgres(string row) =>
        $$"""
        SELECT m.key AS name, m.value #>> '{}' AS value FROM json_each({{row}}.metadata::json) m
        WHERE length(m.key) <= 50 AND (
            (json_typeof(m.value) = 'string' AND length(m.value #>> '{}') <= 100)
            OR json_typeof(m.value) = 'boolean'
            OR (json_typeof(m.value) = 'number' AND m.value::text ~ '^(0|-?[1-9][0-9]{0,17})$'))
        LIMIT 16
        """;

    public static string Sqlite(string row) =>
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
