using ArtEngine.Host.Settings;

namespace ArtEngine.ArchitectureTests;

/// <summary>
/// The options classes and their XML documentation are the one source of what an operator may set: docs/settings.md and
/// <c>config.ini</c> are made from them.
/// </summary>
public sealed class SettingsRules
{
    private const string HowToRenew = "Run UPDATE_DOCS=1 ./test.sh architecture SettingsRules, which writes it anew.";

    [Fact]
    public void Every_setting_says_what_it_means() => KnownSettings.All
        .Where(setting => !SettingsDocuments.MeaningOf(setting).EndsWith('.')).Select(setting => setting.Key).ShouldBeEmpty();

    [Fact]
    public void Config_ini_is_what_the_code_says() => IsUpToDate("config.ini", SettingsDocuments.Ini);

    [Fact]
    public void Docs_settings_md_is_what_the_code_says() =>
        IsUpToDate("docs/settings.md", existing =>
            SettingsDocuments.Markdown(existing, SettingsDocuments.Ini(File.ReadAllText(PathOf("config.ini")))));

    [Fact]
    public void The_settings_that_are_looked_for_are_found() =>
        new[] { "DataDirectory", "Generation:MaxAttempts", "Identity:Permissions:Admin", "Postgres:MaxPoolSize", "Simulator:StepTime", "ASPNETCORE_URLS" }
            .Except(KnownSettings.Keys).ShouldBeEmpty();

    private static void IsUpToDate(string file, Func<string, string> made)
    {
        var existing = File.ReadAllText(PathOf(file));
        var wanted = made(existing);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(PathOf(file), wanted);
            return;
        }

        var lines = existing.Split('\n');
        var differs = wanted.Split('\n').Index().Where(line => line.Index >= lines.Length || lines[line.Index] != line.Item)
            .Select(line => $"{file}:{line.Index + 1} should be: {line.Item}").FirstOrDefault();
        (differs ?? (existing == wanted ? null : $"{file} has lines too many at its end")).ShouldBeNull(HowToRenew);
    }

    private static string PathOf(string file) => Path.Combine(House.Root, file);
}
