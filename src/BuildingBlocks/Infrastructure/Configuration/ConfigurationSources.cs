using Microsoft.Extensions.Configuration;

namespace ArtEngine.BuildingBlocks.Infrastructure.Configuration;

/// <summary>Where settings come from.</summary>
public static class ConfigurationSources
{
    public const string Ini = "config.ini";
    public const string CommandLine = "command line";

    /// <summary>The values that are built in; they stand before all sources.</summary>
    public const string Default = "default";

    private const string DotEnvFile = ".env";

    /// <summary>The sources in their order; the later one wins.</summary>
    public static IReadOnlyList<string> Names { get; } = [Ini, DotEnvFile, "environment", CommandLine];

    /// <summary>Which of them says what the setting is.</summary>
    /// <param name="configuration">With the built-in values as its first provider and <see cref="Names"/> behind it.</param>
    /// <param name="key">The setting.</param>
    public static string NameOf(IConfigurationRoot configuration, string key)
    {
        var last = configuration.Providers.Select((provider, index) => provider.TryGet(key, out _) ? index : -1).Max();
        return last <= 0 ? Default : Names[last - 1];
    }

    /// <summary><c>config.ini</c>, then <c>.env</c>, then the environment, then the command line: the later one wins.</summary>
    public static IConfigurationBuilder AddArtEngineSources(this IConfigurationBuilder builder, string root, string[] args) => builder
        .AddIniFile(Path.Combine(root, Ini), optional: true, reloadOnChange: false)
        .AddInMemoryCollection(DotEnv.Read(Path.Combine(root, DotEnvFile)))
        .AddEnvironmentVariables()
        .AddCommandLine(args);
}
