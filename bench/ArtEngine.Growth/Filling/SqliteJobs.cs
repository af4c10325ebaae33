using Microsoft.Data.Sqlite;

namespace ArtEngine.Growth.Filling;

internal sealed class SqliteJobs(string file)
    : JobDatabase(new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString))
{
    public override string Table(string name) => name;

    public override string Id(string text) => text;

    public override string Ago(string seconds) => $"strftime('%Y-%m-%d %H:%M:%f', 'now', -({seconds}) || ' seconds')";

    public override Task HurryAsync() => ExecuteAsync("PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; PRAGMA temp_store = MEMORY");

    public override Task SettleAsync() => ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
}
