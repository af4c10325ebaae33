using Npgsql;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>
/// The real servers, when the run asks for them: with <c>ARTENGINE_TEST_STACK=real</c> the same tests run on PostgreSQL
/// and Redis instead of the embedded adapters. Each data folder gets a database of its own.
/// </summary>
internal static class RealStack
{
    public static bool IsChosen => Environment.GetEnvironmentVariable("ARTENGINE_TEST_STACK") == "real";

    private static string Postgres => Required("ARTENGINE_TEST_POSTGRES");

    private static string Redis => Required("ARTENGINE_TEST_REDIS");

    public static string[] CreateFor(string folder)
    {
        Execute($"CREATE DATABASE {NameOf(folder)}");
        var database = new NpgsqlConnectionStringBuilder(Postgres) { Database = NameOf(folder), MaxPoolSize = 20 };
        return [$"--ConnectionStrings:Postgres={database}", $"--ConnectionStrings:Redis={Redis}"];
    }

    public static void DropFor(string folder) => Execute($"DROP DATABASE IF EXISTS {NameOf(folder)} WITH (FORCE)");

    private static string NameOf(string folder) => $"test_{Path.GetFileName(folder).Replace('-', '_').ToLowerInvariant()}";

    private static void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Postgres) { Pooling = false }.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static string Required(string variable) => Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"{variable} is not set: start the servers with tests/servers/start.sh.");
}
