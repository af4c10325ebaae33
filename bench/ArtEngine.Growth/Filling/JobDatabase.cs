using System.Data.Common;

namespace ArtEngine.Growth.Filling;

/// <summary>The database of the service's jobs, opened beside the service.</summary>
internal abstract class JobDatabase(DbConnection connection) : IAsyncDisposable
{
    public abstract string Table(string name);

    /// <returns>SQL: the text as an id.</returns>
    public abstract string Id(string text);

    /// <returns>SQL: the time so many seconds ago.</returns>
    public abstract string Ago(string seconds);

    /// <summary>Makes writing many rows quick.</summary>
    public abstract Task HurryAsync();

    /// <summary>Leaves the files as they would be after the rows had come one by one over months.</summary>
    public abstract Task SettleAsync();

    public async Task OpenAsync() => await connection.OpenAsync();

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? reader.GetFieldValue<T>(0) : throw new InvalidOperationException($"No row: {sql}");
    }

    public async Task<IReadOnlyList<string>> ColumnsAsync(string table)
    {
        await using var command = Command($"SELECT * FROM {table} LIMIT 0");
        await using var reader = await command.ExecuteReaderAsync();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private DbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        return command;
    }
}
