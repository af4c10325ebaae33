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
    private static IEnumerable<KeyValuePair<string, string?>> Defaults =>
        from setting in KnownSettings.Defaults().Concat(Composition.Defaults).Append(EnvironmentName)
        group setting by setting.Key
        into same
        select same.Last();

    private static KeyValuePair<string, string?> EnvironmentName =>
        new("ASPNETCORE_ENVIRONMENT", Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Production);

    public static IEnumerable<EffectiveSetting> Read(string root, string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(Defaults)
            .AddArtEngineSources(root, args).Build();
        var set = configuration.AsEnumerable().Where(setting => setting.Value is not null)
            .Select(setting => new EffectiveSetting(
                SpellingOf(setting.Key), setting.Value, ConfigurationSources.NameOf(configuration, setting.Key)))
            .Where(IsOurs).ToList();
        var unset = KnownSettings.Keys.Where(key => key.Contains(':', StringComparison.Ordinal) && !configuration.GetSection(key).Exists())
            .Select(key => new EffectiveSetting(key, null, ConfigurationSources.Default));
        return set.Concat(unset)
            .OrderBy(setting => ConfigurationPath.GetParentPath(setting.Key) ?? "", StringComparer.OrdinalIgnoreCase)
            .ThenBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase);
    }

    // The environment, .env and the built-in values are full of what is not for this service, or not for its operator.
    private static bool IsOurs(EffectiveSetting setting) =>
        setting.Source is ConfigurationSources.Ini or ConfigurationSources.CommandLine ||
        KnownSettings.Has(setting.Key);

    private static string SpellingOf(string key) =>
        KnownSettings.Keys.FirstOrDefault(known => known.Equals(key, StringComparison.OrdinalIgnoreCase)) ?? key;
}
