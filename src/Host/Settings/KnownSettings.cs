using System.Collections.Frozen;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.ComfySimulator;

namespace ArtEngine.Host.Settings;

/// <summary>
/// The settings that the service reads: the properties of the options classes, and those that are read by name. <c>config.ini</c> and
/// docs/settings.md are made from this list.
/// </summary>
internal static class KnownSettings
{
    /// <summary>Other spellings of the same, for the command line.</summary>
    private static readonly string[] Aliases = ["environment", "urls"];

    public static IReadOnlyList<KnownSetting> All { get; } =
        [.. NamedSettings.All, .. OptionsClasses().SelectMany(SettingsOf).Where(setting => setting.IsForOperators)];

    /// <summary>All of them with those that only tests and the simulator's own command line set, by their keys.</summary>
    private static readonly FrozenDictionary<string, KnownSetting> ByKey = NamedSettings.All
        .Concat(OptionsClasses().SelectMany(SettingsOf))
        .ToFrozenDictionary(setting => setting.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys; a list stands for its children.</summary>
    public static IReadOnlySet<string> Keys { get; } = All.Where(setting => !setting.IsOfListItem).Select(setting => setting.Key)
        .Concat(Aliases)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

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

    /// <summary>What this key sets; for an item of a list what an item is. Null when nothing reads it.</summary>
    public static KnownSetting? Find(string key)
    {
        var pattern = string.Join(ConfigurationPath.KeyDelimiter, key.Split(ConfigurationPath.KeyDelimiter)
            .Select(segment => segment.All(char.IsAsciiDigit) ? "N" : segment));
        return ByKey.TryGetValue(pattern, out var setting) ? setting
            : ConfigurationPath.GetParentPath(pattern) is { } parent && ByKey.TryGetValue(parent, out var list) && list.HasItems ? list
            : null;
    }

    /// <summary>What the settings are when nobody sets them.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Defaults() => All
        .Where(setting => setting is { Default: not null, IsOfListItem: false })
        .Select(setting => KeyValuePair.Create(setting.Key, setting.Default));

    private static IEnumerable<Type> OptionsClasses() =>
        from assembly in Composition.Modules.Select(module => module.GetType().Assembly)
            .Concat([typeof(DataOptions).Assembly, typeof(KnownSettings).Assembly, typeof(SimulatorOptions).Assembly])
        from type in assembly.GetTypes()
        where SectionOf(type) is not null && type.GetConstructor(Type.EmptyTypes) is not null
        select type;

    private static string? SectionOf(Type type) => type == typeof(DataOptions)
        ? ""
        : type.GetField("Section", BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly) is { IsLiteral: true } section
            ? (string?)section.GetRawConstantValue()
            : null;

    private static IEnumerable<KnownSetting> SettingsOf(Type type) => SettingsOf(type, SectionOf(type)!);

    private static IEnumerable<KnownSetting> SettingsOf(Type type, string path)
    {
        var options = Activator.CreateInstance(type);
        var settable = type.GetProperties().Where(property => property.SetMethod is { IsPublic: true });
        foreach (var property in settable.OrderBy(property => property.MetadataToken))
        {
            var key = path.Length == 0 ? property.Name : ConfigurationPath.Combine(path, property.Name);
            yield return new(key, property.PropertyType, TextOf(property.GetValue(options)))
            {
                Property = property,
                IsForOperators = IsForOperators(property),
            };
            if (ItemOf(property.PropertyType) is { } item && item.Assembly == type.Assembly)
            {
                foreach (var part in SettingsOf(item, $"{key}:N"))
                {
                    yield return part;
                }
            }
        }
    }

    // What only tests and the simulator's own command line set is marked as not browsable.
    private static bool IsForOperators(PropertyInfo property) =>
        property.GetCustomAttribute<BrowsableAttribute>() is null or { Browsable: true };

    private static Type? ItemOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
        ? type.GenericTypeArguments[0]
        : null;

    private static string? TextOf(object? value) => value switch
    {
        "" => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        TimeSpan time => time.ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture),
        // Not lists: they are empty until somebody sets them.
        IFormattable or Uri => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
