using ArtEngine.BuildingBlocks.Infrastructure.Configuration;

namespace ArtEngine.Host.Settings;

/// <summary>One setting as the service sees it.</summary>
/// <param name="Key">With its section.</param>
/// <param name="Value">Null when nobody set it and it has no default.</param>
/// <param name="Source">Where the value comes from.</param>
internal sealed record EffectiveSetting(string Key, string? Value, string Source);

/// <summary>What is set, by whom, after all sources have spoken.</summary>
internal static class EffectiveSettings
{
    private const string Default = "default";

    private static KeyValuePair<string, string?>[] PlatformDefaults =>
    [
        new("ASPNETCORE_ENVIRONMENT", Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Production),
        new("ASPNETCORE_URLS", Addresses.Default),
    ];

    public static IEnumerable<EffectiveSetting> Read(string root, string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([.. KnownSettings.Defaults(), .. Composition.Defaults, .. PlatformDefaults])
            .AddArtEngineSources(root, args).Build();
        var set = configuration.AsEnumerable().Where(setting => setting.Value is not null)
            .Select(setting => new EffectiveSetting(SpellingOf(setting.Key), setting.Value, SourceOf(configuration, setting.Key)))
            .Where(IsOurs).ToList();
        var unset = KnownSettings.Keys.Where(key => key.Contains(':', StringComparison.Ordinal) && !configuration.GetSection(key).Exists())
            .Select(key => new EffectiveSetting(key, null, Default));
        return set.Concat(unset)
            .OrderBy(setting => ConfigurationPath.GetParentPath(setting.Key) ?? "", StringComparer.OrdinalIgnoreCase)
            .ThenBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase);
    }

    // The environment, .env and the built-in values are full of what is not for this service, or not for its operator.
    private static bool IsOurs(EffectiveSetting setting) => setting.Source is ConfigurationSources.Ini or ConfigurationSources.CommandLine ||
        KnownSettings.Has(setting.Key);

    private static string SourceOf(IConfigurationRoot configuration, string key)
    {
        var last = configuration.Providers.Select((provider, index) => provider.TryGet(key, out _) ? index : -1).Max();
        return last == 0 ? Default : ConfigurationSources.Names[last - 1];
    }

    private static string SpellingOf(string key) => KnownSettings.Keys.FirstOrDefault(known => known.Equals(key, StringComparison.OrdinalIgnoreCase)) ?? key;
}
