using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ArtEngine.BuildingBlocks.Infrastructure.Sqlite;

/// <summary>SQLite only marks deleted rows as free space; told so, it writes zeros over them: what is erased shall be gone.</summary>
internal sealed class OverwriteDeleted : DbConnectionInterceptor
{
    private const string Pragma = "PRAGMA secure_delete = ON";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragma;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragma;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
