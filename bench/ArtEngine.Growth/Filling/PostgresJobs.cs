using Npgsql;

namespace ArtEngine.Growth.Filling;

internal sealed class PostgresJobs(string connectionString)
    : JobDatabase(new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString))
{
    public override string Table(string name) => $"generation.{name}";

    public override string Id(string text) => $"CAST({text} AS uuid)";

    public override string Ago(string seconds) => $"now() - ({seconds}) * interval '1 second'";

    public override Task HurryAsync() => ExecuteAsync("SET synchronous_commit = off");

    /// <summary>The scripts of the tests switch off fsync. The rest is what autovacuum would have done.</summary>
    public override async Task SettleAsync()
    {
        await ExecuteAsync("SELECT setval(pg_get_serial_sequence('generation.jobs', 'sequence'), max(sequence)) FROM generation.jobs");
        await ExecuteAsync("ALTER SYSTEM SET fsync = on");
        await ExecuteAsync("SELECT pg_reload_conf()");
        await ExecuteAsync("VACUUM (ANALYZE) generation.jobs, generation.outputs, generation.render_attempts");
        await ExecuteAsync("CHECKPOINT");
    }
}
