using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ArtEngine.Host.Settings;

namespace ArtEngine.ArchitectureTests;

/// <summary>Makes docs/settings.md and <c>config.ini</c> from the settings that the service knows and their XML documentation.</summary>
internal static partial class SettingsDocuments
{
    /// <summary>In docs/settings.md, what stands above is written by hand.</summary>
    private const string Marker = "<!-- From here on made from the code: UPDATE_DOCS=1 ./test.sh architecture SettingsRules -->";

    private const int CommentWidth = 118;

    private static readonly Dictionary<string, XDocument> Documentation = [];

    /// <summary>What docs/settings.md should be.</summary>
    public static string Markdown(string existing, string ini)
    {
        var text = new StringBuilder(existing[..existing.IndexOf(Marker, StringComparison.Ordinal)]).AppendLine(Marker);
        foreach (var section in Sections(ini))
        {
            text.AppendLine().AppendLine($"## {(section.Key.Length == 0 ? "Without a section" : section.Key)}").AppendLine();
            if (IntroductionOf(section) is { Length: > 0 } introduction)
            {
                text.AppendLine(introduction).AppendLine();
            }

            text.AppendLine("| setting | type | default | allowed | meaning |").AppendLine("|---|---|---|---|---|");
            foreach (var setting in section)
            {
                string[] cells = [$"`{KeyOf(setting)}`", TypeOf(setting), Code(setting.Default), AllowedBy(setting), MeaningOf(setting)];
                text.AppendLine($"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |");
            }
        }

        return text.ToString();
    }

    /// <summary>What <c>config.ini</c> should be; its first comment and whatever somebody set in it stay.</summary>
    public static string Ini(string existing)
    {
        var set = Keys(existing).Where(line => !line.IsComment).ToList();
        var text = new StringBuilder(existing[..(existing.IndexOf("\n\n", StringComparison.Ordinal) + 1)]);
        foreach (var section in Sections(existing))
        {
            var settings = section.Where(setting => !setting.IsOfListItem && !IsOfThePlatform(setting)).ToList();
            text.AppendLine();
            if (section.Key.Length > 0)
            {
                text.Append(Comment(IntroductionOf(section))).AppendLine($"[{section.Key}]");
            }

            foreach (var setting in settings)
            {
                text.Append(Comment($"{MeaningOf(setting)}{(AllowedBy(setting) is { Length: > 0 } allowed ? $" Allowed: {allowed}." : "")}"));
                var own = set.Where(line => line.Key == setting.Key).Select(line => line.Text).ToList();
                var name = section.Key.Length == 0 ? setting.Key : setting.Key[(section.Key.Length + 1)..];
                var list = TypeOf(setting).StartsWith("list of text", StringComparison.Ordinal) ? ":0" : "";
                text.AppendLine(own.Count > 0
                    ? string.Join('\n', own)
                    : $";{name}{list} = {setting.Default ?? setting.Example ?? ExampleOf(setting)}".TrimEnd());
            }
        }

        return text.ToString();
    }

    /// <summary>What a setting means, in one or a few sentences; empty when nobody wrote it down.</summary>
    public static string MeaningOf(KnownSetting setting) => setting.Property is { } property
        ? Text(Member($"P:{property.DeclaringType!.FullName}.{property.Name}", property.DeclaringType!)?.Element("summary"))
        : setting.Meaning ?? "";

    /// <summary>In the order in which the sections of <c>config.ini</c> come, new ones at the end.</summary>
    private static IEnumerable<IGrouping<string, KnownSetting>> Sections(string ini)
    {
        var order = SectionLine().Matches(ini).Select(match => match.Groups[1].Value).Prepend("").ToList();
        return KnownSettings.All.GroupBy(setting => setting.Section)
            .OrderBy(section => order.IndexOf(section.Key) is var place && place < 0 ? int.MaxValue : place);
    }

    private static IEnumerable<(string Key, string Text, bool IsComment)> Keys(string ini)
    {
        var section = "";
        foreach (var line in ini.Split('\n'))
        {
            if (SectionLine().Match(line) is { Success: true } opened)
            {
                section = $"{opened.Groups[1].Value}:";
            }
            else if (SettingLine().Match(line) is { Success: true } setting)
            {
                var key = section + setting.Groups[2].Value;
                var known = KnownSettings.Keys.FirstOrDefault(
                    known => key == known || key.StartsWith($"{known}:", StringComparison.Ordinal));
                yield return (known ?? key, line, setting.Groups[1].Value == ";");
            }
        }
    }

    // What ASP.NET Core and OpenTelemetry call by names of their own belongs into the environment.
    private static bool IsOfThePlatform(KnownSetting setting) => setting.Section.Length == 0 && setting.Property is null;

    private static string KeyOf(KnownSetting setting) =>
        setting.Key + (TypeOf(setting).StartsWith("list of text", StringComparison.Ordinal) ? ":N" : "");

    private static string TypeOf(KnownSetting setting) => (Nullable.GetUnderlyingType(setting.Type) ?? setting.Type) switch
    {
        var type when type == typeof(string) => "text",
        var type when type == typeof(bool) => "`true` or `false`",
        var type when type == typeof(int) || type == typeof(long) => "whole number",
        var type when type == typeof(double) => "number",
        var type when type == typeof(TimeSpan) => "time, `hh:mm:ss`",
        var type when type.IsAssignableTo(typeof(IEnumerable<string>)) => "list of texts",
        var type when type.IsAssignableTo(typeof(IEnumerable<KeyValuePair<string, string>>)) => "text for each name",
        var type when type.IsAssignableTo(typeof(System.Collections.IEnumerable)) => "list",
        var type => throw new InvalidOperationException($"{setting.Key} is a {type.Name}, for which docs/settings.md has no word yet."),
    };

    private static string AllowedBy(KnownSetting setting)
    {
        var attributes = setting.Property?.GetCustomAttributes(inherit: false) ?? [];
        var parts = attributes.OfType<RangeAttribute>().Select(range => $"{Number(range.Minimum)} to {Number(range.Maximum)}")
            .Concat(attributes.OfType<AllowedValuesAttribute>()
                .Select(allowed => string.Join(", ", allowed.Values.Select(value => $"`{value}`"))));
        return string.Join("; ", parts);
    }

    private static string Number(object value) =>
        Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString("#,##0.##", CultureInfo.InvariantCulture);

    private static string Code(string? value) => value is null ? "not set" : $"`{value}`";

    private static string ExampleOf(KnownSetting setting) => setting.Property is { } property
        ? Text(Member($"P:{property.DeclaringType!.FullName}.{property.Name}", property.DeclaringType!)?.Element("example"))
        : "";

    private static string IntroductionOf(IEnumerable<KnownSetting> section) =>
        section.First() is { Section.Length: > 0 } &&
            section.FirstOrDefault(setting => setting.Property is not null)?.Property!.DeclaringType is { } type
            ? Text(Member($"T:{type.FullName}", type)?.Element("summary"))
            : "";

    private static XElement? Member(string name, Type type)
    {
        var assembly = type.Assembly.GetName().Name!;
        if (!Documentation.TryGetValue(assembly, out var document))
        {
            Documentation[assembly] = document = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml"));
        }

        return document.Descendants("member").FirstOrDefault(member => member.Attribute("name")?.Value == name);
    }

    private static string Text(XElement? element) => Spaces().Replace(string.Concat(element?.Nodes().Select(node => node switch
    {
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")?.Value.Split('.', ':')[^1] ?? see.Attribute("langword")?.Value}`",
        XElement other => other.Value,
        var text => ((XText)text).Value,
    }) ?? []), " ").Trim();

    private static string Comment(string text)
    {
        var lines = new StringBuilder();
        var line = ";";
        foreach (var word in text.Replace("`", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + 1 + word.Length > CommentWidth)
            {
                lines.AppendLine(line);
                line = ";";
            }

            line += $" {word}";
        }

        return line.Length > 1 ? lines.AppendLine(line).ToString() : "";
    }

    [GeneratedRegex(@"^\[(.+)\]$", RegexOptions.Multiline)]
    private static partial Regex SectionLine();

    // A comment has a space behind its semicolon, a setting that is commented out has none.
    [GeneratedRegex(@"^(;?)([A-Za-z][\w:.]*)\s*=")]
    private static partial Regex SettingLine();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
