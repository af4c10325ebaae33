using Microsoft.Extensions.Configuration;

namespace ArtEngine.BuildingBlocks.Infrastructure.Configuration;

/// <summary>Where settings come from.</summary>
public static class ConfigurationSources
{
    public const string Ini = "config.ini";
    public const string CommandLine = "command line";

    private const string DotEnvFile = ".env";

    /// <summary>The sources in their order; the later one wins.</summary>
    public static IReadOnlyList<string> Names { get; } = [Ini, DotEnvFile, "environment", CommandLine];

    /// <summary><c>config.ini</c>, then <c>.env</c>, then the environment, then the command line: the later one wins.</summary>
    public static IConfigurationBuilder AddArtEngineSources(this IConfigurationBuilder builder, string root, string[] args) => builder
        .AddIniFile(Path.Combine(root, Ini), optional: true, reloadOnChange: false)
        .AddInMemoryCollection(DotEnv.Read(Path.Combine(root, DotEnvFile)))
        .AddEnvironmentVariables()
        .AddCommandLine(args);
}
