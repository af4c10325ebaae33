namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>Where the servers are that the scripts in <c>tests/servers</c> start.</summary>
internal static class RealServers
{
    public const string S3 = "ARTENGINE_TEST_S3";
    public const string S3AccessKey = "ARTENGINE_TEST_S3_ACCESS_KEY";
    public const string S3SecretKey = "ARTENGINE_TEST_S3_SECRET_KEY";
    public const string Metrics = "ARTENGINE_TEST_METRICS";

    /// <summary>Set when the scripts can start all of them as programs of this machine.</summary>
    public const string Local = "ARTENGINE_TEST_LOCAL_SERVERS";

    /// <summary>What a variable says; fails with a sentence when it is not set.</summary>
    public static string Get(string variable) =>
        Missing([variable]) is { } reason ? throw new InvalidOperationException(reason) : Environment.GetEnvironmentVariable(variable)!;

    /// <summary>A sentence about the variables that are not set; null when all are.</summary>
    public static string? Missing(IReadOnlyList<string> variables)
    {
        var missing = variables.Where(variable => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable))).ToList();
        return missing.Count == 0
            ? null
            : $"{string.Join(", ", missing)} not set: the scripts in tests/servers start the server and print it.";
    }
}
