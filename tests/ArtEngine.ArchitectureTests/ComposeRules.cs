using System.Text.RegularExpressions;
using ArtEngine.Host.Settings;

namespace ArtEngine.ArchitectureTests;

/// <summary>What <c>docker-compose.yml</c> and the files that are added to it ask of an operator and give to the service.</summary>
public sealed partial class ComposeRules
{
    private static readonly string Compose = string.Concat(
        Read("docker-compose.yml"), Read("deploy/fief/docker-compose.yml"), Read("deploy/tls/docker-compose.yml"));
    private static readonly string Development = Read("deploy/development/docker-compose.yml");

    [Fact]
    public void Every_variable_is_in_the_example_and_the_other_way_round()
    {
        var offered = Offer().Matches(Read(".env.example")).Select(match => match.Groups[1].Value).ToList();

        offered.ShouldBeUnique();
        // The command itself reads it.
        offered.Remove("COMPOSE_FILE").ShouldBeTrue();
        offered.ShouldBe(Variables().Matches(Compose).Select(match => match.Groups[1].Value).Distinct(), ignoreOrder: true);
    }

    [Fact]
    public void Nothing_but_a_port_has_a_default() => Variables().Matches(Compose)
        .Where(match => !match.Groups[1].Value.EndsWith("_PORT", StringComparison.Ordinal) &&
            !match.Groups[2].Value.StartsWith(":?", StringComparison.Ordinal))
        .Select(match => match.Value).ShouldBeEmpty();

    [Fact]
    public void Every_image_has_a_pinned_tag()
    {
        var images = Image().Matches(Compose).Concat(From().Matches(Read("Dockerfile")))
            .Concat(From().Matches(Read("deploy/comfyui/Dockerfile")))
            .Select(match => match.Groups[1].Value).ToList();

        images.ShouldNotBeEmpty();
        images.Where(image => !Pinned().IsMatch(image) && image != "art-engine:local").ShouldBeEmpty();
    }

    [Fact]
    public void Development_runs_on_the_same_images()
    {
        var images = ImagesOf(Development);

        images.ShouldNotBeEmpty();
        images.Except(ImagesOf(Compose)).ShouldBeEmpty();
    }

    [Fact]
    public void Ports_are_published_on_loopback_only_but_for_the_proxy() => Port().Matches(Compose + Development)
        .Select(match => match.Value.Trim()).Except(["- \"80:80\"", "- \"443:443\""])
        .ShouldAllBe(port => port.StartsWith("- \"127.0.0.1:", StringComparison.Ordinal));

    [Fact]
    public void Art_engine_is_given_settings_that_it_knows()
    {
        var services = string.Concat(Service().Matches(Compose).Select(match => match.Groups[1].Value));
        var given = Setting().Matches(services).Select(match => match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal))
            .ToList();

        given.ShouldContain("ComfyUi:Servers");
        given.Where(key => !KnownSettings.Has(key)).ShouldBeEmpty();
    }

    private static IReadOnlyList<string> ImagesOf(string compose) => [.. Image().Matches(compose).Select(match => match.Groups[1].Value)];

    private static string Read(string file) => File.ReadAllText(Path.Combine(House.Root, file));

    [GeneratedRegex(@"(?<!\$)\$\{([A-Z0-9_]+)([^}]*)\}")]
    private static partial Regex Variables();

    [GeneratedRegex(@"^([A-Z0-9_]+)=", RegexOptions.Multiline)]
    private static partial Regex Offer();

    [GeneratedRegex(@"^ +image: (\S+)", RegexOptions.Multiline)]
    private static partial Regex Image();

    [GeneratedRegex(@"^FROM (\S+)", RegexOptions.Multiline)]
    private static partial Regex From();

    // A version has a digit in it: "latest" and "alpine" have none.
    [GeneratedRegex(@":[^:/]*\d[^:/]*$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^ +- ""?\S*:\d+""?$", RegexOptions.Multiline)]
    private static partial Regex Port();

    [GeneratedRegex(@"^  art-engine:\n((?:    .*\n|\n)+)", RegexOptions.Multiline)]
    private static partial Regex Service();

    [GeneratedRegex(@"^ +([A-Za-z]+__\w+):", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
