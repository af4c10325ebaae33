using Npgsql;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>
/// The real servers, when the run asks for them: with <c>ARTENGINE_TEST_STACK=real</c> the same tests run on PostgreSQL
/// and Redis instead of the embedded adapters, and on an S3 and a metrics server where these are started. Each data folder
/// gets a database and a bucket of its own.
/// </summary>
internal static class RealStack
{
    public const string PostgresVariable = "ARTENGINE_TEST_POSTGRES";
    public const string RedisVariable = "ARTENGINE_TEST_REDIS";

    public static bool IsChosen => Environment.GetEnvironmentVariable("ARTENGINE_TEST_STACK") == "real";

    /// <summary>Host and port.</summary>
    public static string Redis => Required(RedisVariable);

    private static string Postgres => Required(PostgresVariable);

    public static string[] CreateFor(string folder)
    {
        Execute($"CREATE DATABASE {NameOf(folder)}");
        return [$"--ConnectionStrings:Postgres={PostgresOf(folder)}", $"--ConnectionStrings:Redis={Redis}", .. S3For(folder),
            .. MetricsFor()];
    }

    /// <summary>The connection string of the folder's database.</summary>
    public static string PostgresOf(string folder) =>
        new NpgsqlConnectionStringBuilder(Postgres) { Database = NameOf(folder), MaxPoolSize = 20 }.ConnectionString;

    public static void DropFor(string folder) => Execute($"DROP DATABASE IF EXISTS {NameOf(folder)} WITH (FORCE)");

    private static string[] S3For(string folder) => RealServers.Missing([RealServers.S3]) is not null
        ? []
        :
        [
            $"--Minio:Endpoint={RealServers.Get(RealServers.S3)}",
            $"--Minio:AccessKey={RealServers.Get(RealServers.S3AccessKey)}",
            $"--Minio:SecretKey={RealServers.Get(RealServers.S3SecretKey)}",
            $"--Minio:Bucket={NameOf(folder).Replace('_', '-')}",
        ];

    private static string[] MetricsFor() => RealServers.Missing([RealServers.Metrics]) is not null
        ? []
        : [$"--InfluxDb:Url={RealServers.Get(RealServers.Metrics)}", "--InfluxDb:Token=test", "--InfluxDb:Org=test", "--InfluxDb:Bucket=test"];

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
