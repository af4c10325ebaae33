using System.ComponentModel;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;

namespace ArtEngine.Host.Settings;

/// <summary>
/// Finds settings that nothing reads and values that cannot be read. A typing error on the command line stops the start; in a file
/// or in the environment, which may serve other programs too, it is a warning.
/// </summary>
internal static partial class SettingsCheck
{
    private const string Advice = "--print-config lists all settings.";

    /// <summary>Read by .NET, which has many of them.</summary>
    private static readonly string[] Foreign = ["Logging", "Kestrel", .. ListenAddresses.Names, "environment"];

    private static readonly HashSet<string> Sections = KnownSettings.All
        .Where(setting => setting.Section.Length > 0)
        .Select(setting => setting.Section.Split(ConfigurationPath.KeyDelimiter)[0])
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Throws when the service must not start with these settings.</summary>
    /// <param name="configuration">Built-in values first, then <see cref="ConfigurationSources"/>.</param>
    /// <param name="args">The command line.</param>
    /// <returns>What is doubtful, in sentences.</returns>
    /// <exception cref="StartRefusedException">With all reasons.</exception>
    public static IReadOnlyList<string> Ensure(IConfigurationRoot configuration, IReadOnlyList<string> args)
    {
        var set = configuration.AsEnumerable()
            .Where(setting => setting.Value is not null)
            .Select(setting => new EffectiveSetting(setting.Key, setting.Value, ConfigurationSources.NameOf(configuration, setting.Key)))
            .Where(setting => setting.Source != ConfigurationSources.Default)
            .ToList();
        var unknown = set.Where(IsUnknown).ToLookup(setting => setting.Source == ConfigurationSources.CommandLine, DoubtOf);
        IReadOnlyList<string> reasons = [.. WithoutValue(args), .. unknown[true], .. set.Select(FaultOf).OfType<string>()];
        return reasons.Count == 0 ? [.. unknown[false]] : throw new StartRefusedException(reasons);
    }

    [LoggerMessage(LogLevel.Warning, "{Doubt}")]
    public static partial void LogDoubt(ILogger logger, string doubt);

    private static bool IsUnknown(EffectiveSetting setting)
    {
        var section = setting.Key.Split(ConfigurationPath.KeyDelimiter)[0];
        return KnownSettings.Find(setting.Key) is null &&
            !Foreign.Contains(section, StringComparer.OrdinalIgnoreCase) &&
            (setting.Source is ConfigurationSources.CommandLine or ConfigurationSources.Ini ||
                (section.Length < setting.Key.Length && Sections.Contains(section)));
    }

    private static string DoubtOf(EffectiveSetting setting)
    {
        var meant = Similarity.Closest(setting.Key, KnownSettings.All.Select(known => known.Key)) is [var closest, ..]
            ? $"Did you mean {closest}? "
            : "";
        return $"{setting.Key} ({setting.Source}) is no setting. {meant}{Advice}";
    }

    private static string? FaultOf(EffectiveSetting setting)
    {
        if (KnownSettings.Find(setting.Key) is not { HasItems: false } known || CanBeRead(known.Type, setting.Value!))
        {
            return null;
        }

        return $"{known.Key} ({setting.Source}) is \"{SecretRedactor.Redact(setting.Key, setting.Value!)}\", not {KindOf(known.Type)}.";
    }

    private static bool CanBeRead(Type type, string text)
    {
        try
        {
            // As the options are filled from the settings.
            return text.Length == 0 || TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static string KindOf(Type type)
    {
        var kind = Nullable.GetUnderlyingType(type) ?? type;
        return kind == typeof(bool) ? "true or false"
            : kind == typeof(TimeSpan) ? "a time such as 00:00:01.5"
            : kind == typeof(Uri) ? "an address"
            : kind.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(kind))}"
            : kind == typeof(double) ? "a number"
            : kind.IsPrimitive ? "a whole number that fits"
            : $"what can be read as {kind.Name}";
    }

    /// <summary>What the command line's reader passes over in silence.</summary>
    private static IEnumerable<string> WithoutValue(IReadOnlyList<string> args)
    {
        for (var index = 0; index < args.Count; index++)
        {
            var isName = args[index].StartsWith('-') || args[index].StartsWith('/');
            if (args[index].Contains('=', StringComparison.Ordinal))
            {
                continue;
            }

            if (isName && index + 1 < args.Count)
            {
                // The next one is its value.
                index++;
                continue;
            }

            yield return isName
                ? $"{args[index]} has no value. Write {args[index]}=value; {Advice}"
                : $"{args[index]} is not understood. Settings are written --Section:Key=value; {Advice}";
        }
    }
}
