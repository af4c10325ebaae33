using System.Reflection;
using ArtEngine.ComfySimulator;

namespace ArtEngine.ArchitectureTests;

/// <summary>What an operator may set is told in <c>config.ini</c>.</summary>
public sealed class SettingsRules
{
    /// <summary>Plumbing of the simulator, for its own command line and for tests.</summary>
    private static readonly string[] NotForOperators =
    [
        .. new[] { "Url", "OutputDirectory", "HistoryLag", "PreviewSize", "Control", "TestNodes", "MaxUploadSize", "Version", "Models" }
            .Select(name => $"{SimulatorOptions.Section}:{name}"),
    ];

    [Fact]
    public void Every_setting_is_in_config_ini() => OptionsOf(Assemblies).Except(NotForOperators).Except(Documented).ShouldBeEmpty();

    [Fact]
    public void So_are_the_settings_that_no_options_class_holds() =>
        new[] { "DataDirectory", "ConnectionStrings:Postgres", "ConnectionStrings:Redis", "Simulator:Always", "Logging:LogLevel:Default" }
            .Except(Documented).ShouldBeEmpty();

    [Fact]
    public void The_settings_that_are_looked_for_are_found() => OptionsOf(Assemblies).ShouldContain("Generation:MaxAttempts");

    /// <summary>The keys of <c>config.ini</c>, commented out or not; a list stands for its children.</summary>
    internal static IReadOnlyList<string> Documented { get; } = [.. Read(File.ReadLines(Path.Combine(House.Root, "config.ini")))];

    private static IEnumerable<Assembly> Assemblies =>
        ((IEnumerable<object[]>)House.Assemblies).Select(row => House.AssemblyOf((string)row[0])).Append(typeof(SimulatorOptions).Assembly);

    private static IEnumerable<string> OptionsOf(IEnumerable<Assembly> assemblies) =>
        from type in assemblies.SelectMany(House.Written)
        let section = type.GetField("Section", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
        where section is { IsLiteral: true }
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.SetMethod is { IsPublic: true }
        select $"{section.GetRawConstantValue()}:{property.Name}";

    private static IEnumerable<string> Read(IEnumerable<string> lines)
    {
        var section = "";
        foreach (var line in lines)
        {
            if (line.StartsWith('['))
            {
                section = $"{line.Trim('[', ']', ' ')}:";
            }
            // A comment has a space behind its semicolon.
            else if (line.TrimStart(';') is var setting && setting.Contains('=', StringComparison.Ordinal) && !setting.StartsWith(' '))
            {
                var name = setting[..setting.IndexOf('=', StringComparison.Ordinal)].Trim();
                yield return section + (name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name);
            }
        }
    }
}
