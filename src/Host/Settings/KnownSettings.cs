using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.ComfySimulator;

namespace ArtEngine.Host.Settings;

/// <summary>The settings that the service reads, and what they are when nobody sets them.</summary>
internal static partial class KnownSettings
{
    /// <summary>What lies in no section: the names are those of ASP.NET Core and OpenTelemetry.</summary>
    private static readonly string[] OfThePlatform =
    [
        "ASPNETCORE_ENVIRONMENT", "ASPNETCORE_URLS", "environment", "urls",
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TIMEOUT",
    ];

    /// <summary>The keys in the shipped <c>config.ini</c>, commented out or not; a list stands for its children.</summary>
    public static IReadOnlySet<string> Keys { get; } = new HashSet<string>(ReadShipped().Concat(OfThePlatform), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it is one of the keys or a child of one.</summary>
    public static bool Has(string key)
    {
        for (var name = key; name is not null; name = ConfigurationPath.GetParentPath(name))
        {
            if (Keys.Contains(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the options classes hold when nothing is bound to them.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Defaults() => Assemblies().SelectMany(assembly => assembly.GetTypes())
        .Select(type => (Type: type, Section: SectionOf(type)))
        .Where(options => options.Section is not null && options.Type.GetConstructor(Type.EmptyTypes) is not null)
        .SelectMany(options => DefaultsOf(options.Type, options.Section!))
        .Where(setting => setting.Value is not null);

    private static IEnumerable<Assembly> Assemblies() =>
    [
        .. Composition.Modules.Select(module => module.GetType().Assembly),
        typeof(DataOptions).Assembly,
        typeof(SimulatorOptions).Assembly,
    ];

    private static string? SectionOf(Type type) => type == typeof(DataOptions)
        ? ""
        : type.GetField("Section", BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly) is { IsLiteral: true } section
            ? (string?)section.GetRawConstantValue()
            : null;

    private static IEnumerable<KeyValuePair<string, string?>> DefaultsOf(Type type, string section)
    {
        var options = Activator.CreateInstance(type);
        return type.GetProperties().Where(property => property.SetMethod is { IsPublic: true }).Select(property => KeyValuePair.Create(
            section.Length == 0 ? property.Name : ConfigurationPath.Combine(section, property.Name), TextOf(property.GetValue(options))));
    }

    private static string? TextOf(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        // Not lists: they are empty until somebody sets them.
        IFormattable or Uri => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static IEnumerable<string> ReadShipped()
    {
        using var reader = new StreamReader(typeof(KnownSettings).Assembly.GetManifestResourceStream("config.ini")!);
        var section = "";
        while (reader.ReadLine() is { } line)
        {
            if (SectionLine().Match(line) is { Success: true } opened)
            {
                section = opened.Groups[1].Value;
            }
            else if (SettingLine().Match(line) is { Success: true } setting)
            {
                var name = ListIndex().Replace(setting.Groups[1].Value, "");
                yield return section.Length == 0 ? name : ConfigurationPath.Combine(section, name);
            }
        }
    }

    [GeneratedRegex(@"^\[(.+)\]\s*$")]
    private static partial Regex SectionLine();

    // A comment has a space behind its semicolon, a setting that is commented out has none.
    [GeneratedRegex(@"^;?([A-Za-z][\w:.]*)\s*=")]
    private static partial Regex SettingLine();

    [GeneratedRegex(@":\d+(:.*)?$")]
    private static partial Regex ListIndex();
}
