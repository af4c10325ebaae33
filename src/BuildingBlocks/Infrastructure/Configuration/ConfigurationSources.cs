using Microsoft.Extensions.Configuration;

namespace ArtEngine.BuildingBlocks.Infrastructure.Configuration;

/// <summary>Where settings come from.</summary>
public static class ConfigurationSources
{
    /// <summary><c>config.ini</c>, then <c>.env</c>, then the environment, then the command line: the later one wins.</summary>
    public static IConfigurationBuilder AddArtEngineSources(this IConfigurationBuilder builder, string root, string[] args) => builder
        .AddIniFile(Path.Combine(root, "config.ini"), optional: true, reloadOnChange: false)
        .AddInMemoryCollection(DotEnv.Read(Path.Combine(root, ".env")))
        .AddEnvironmentVariables()
        .AddCommandLine(args);
}
