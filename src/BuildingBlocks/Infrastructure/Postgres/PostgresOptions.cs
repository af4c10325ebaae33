using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace ArtEngine.BuildingBlocks.Infrastructure.Postgres;

/// <summary>How PostgreSQL is used, when <c>ConnectionStrings:Postgres</c> is set.</summary>
public sealed class PostgresOptions
{
    public const string Section = "Postgres";

    /// <summary>The name of the connection string; SQLite files are used when it is not set.</summary>
    public const string ConnectionName = "Postgres";

    /// <summary>Connections that each module, and the scheduler, may hold at most.</summary>
    [Range(1, 1_000)]
    public int MaxPoolSize { get; init; } = 30;

    /// <summary>Longest time of one statement, in seconds.</summary>
    [Range(1, 3_600)]
    public int CommandTimeoutSeconds { get; init; } = 30;

    /// <summary>Longest time to get a connection, in seconds; callers get 503 after it.</summary>
    [Range(1, 300)]
    public int ConnectTimeoutSeconds { get; init; } = 5;

    /// <summary>Whether PostgreSQL is to be used.</summary>
    public static bool IsChosen(IConfiguration configuration) => !string.IsNullOrEmpty(configuration.GetConnectionString(ConnectionName));

    /// <summary>Host, port and database, without what is secret.</summary>
    internal static string AddressOf(IConfiguration configuration)
    {
        var given = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString(ConnectionName));
        return $"{given.Host}:{given.Port}/{given.Database}";
    }

    /// <summary>The connection string for one schema, with the options in it unless it has values of its own.</summary>
    internal static string ConnectionString(IConfiguration configuration, string schema)
    {
        var options = configuration.GetSection(Section).Get<PostgresOptions>() ?? new();
        var given = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString(ConnectionName));
        var defaults = new NpgsqlConnectionStringBuilder
        {
            MaxPoolSize = options.MaxPoolSize,
            CommandTimeout = options.CommandTimeoutSeconds,
            Timeout = options.ConnectTimeoutSeconds,
            // A server that dies without a word is noticed by this.
            KeepAlive = 30,
            // Statements that come again and again are planned once for each connection.
            MaxAutoPrepare = 64,
            // Nothing is set for longer than a transaction (a test says so), so that there is nothing to undo: it took an eighth of the
            // time of all statements.
            NoResetOnClose = true,
            // Asking for it loads a library that the container image has not, which is told twice at each start.
            GssEncryptionMode = GssEncryptionMode.Disable,
            SearchPath = schema,
            ApplicationName = $"art-engine {schema}",
        };
        foreach (var (name, value) in given)
        {
            defaults[name] = value;
        }

        return defaults.ConnectionString;
    }
}
