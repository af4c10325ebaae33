using System.Diagnostics;
using System.Text.RegularExpressions;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>The shell commands of the documents, read from the files: what a reader copies does what the text says.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed partial class DocumentedCommandTests
{
    private const string Address = "http://127.0.0.1:5080";

    /// <summary>What a test cannot run, by how it begins, and why.</summary>
    private static readonly Dictionary<string, string> NotRun = new()
    {
        ["git clone "] = "The clone is there; StartTests starts it with dotnet run.",
        ["dotnet run "] = "StartTests starts it so; the servers in it are examples.",
        ["dotnet publish "] = "It publishes for minutes; the servers in it are examples.",
        ["./test.sh"] = "It is what runs this test.",
        ["docker compose "] = "It needs a container engine and images.",
        ["docker run "] = "It needs a container engine and images.",
        ["cp .env.example "] = "The next line needs a container engine and images.",
        ["curl -H \"Authorization: Bearer $FIEF_ADMIN_API_KEY\""] = "It is spoken to Fief.",
        ["curl -s -X POST -H \"Authorization: Bearer $FIEF_ADMIN_API_KEY\""] = "It is spoken to Fief.",
        ["curl -s -X POST https://$FIEF_DOMAIN/"] = "It is spoken to Fief.",
        ["curl -s -H \"X-API-Key: $ADMIN_KEY\" \"https://pictures.example.com/"] = "It needs a key of the reader's service.",
        ["curl -s -H \"Authorization: Bearer $ACCESS_TOKEN\" https://pictures.example.com/"] = "It needs a token of the reader's issuer.",
    };

    public static TheoryData<string> Documents => [.. Directory.GetFiles(ServerProcess.Root, "*.md")
        .Concat(Directory.GetFiles(Path.Combine(ServerProcess.Root, "docs"), "*.md"))
        .Select(file => Path.GetRelativePath(ServerProcess.Root, file)).Order()];

    [Theory, MemberData(nameof(Documents))]
    public void Every_command_is_run_or_there_is_a_reason_why_not(string document) =>
        BlocksOf(document).Where(block => !IsRun(block) && !NotRun.Keys.Any(block.StartsWith)).ShouldBeEmpty();

    [Theory]
    [InlineData("README.md", "200 image/png")]
    [InlineData("docs/api.md", "\"status\":\"queued\"")]
    [InlineData("docs/openai.md", "image_generation.completed")]
    [InlineData("docs/comfy-api.md", "event: output")]
    [InlineData("docs/comfyui.md", "execution_success")]
    [InlineData("docs/mcp.md", "\"status\":\"succeeded\"")]
    public async Task The_commands_of_a_document_do_what_they_say(string document, string said)
    {
        await using var service = await Service.StartAsync(folder: new(onRealServers: false), settings: "--Simulator:Always=true");
        using var folder = new TempFolder(onRealServers: false);
        Directory.CreateDirectory(Path.Combine(folder.Path, ".artengine"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, ".artengine", "dev-token"), service.Token());
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "picture.png"), Pictures.Png(64, 64));
        var script = string.Join('\n', BlocksOf(document).Where(IsRun))
            .Replace(Address, service.Address.GetLeftPart(UriPartial.Authority))
            .Replace("--max-time 20", "--max-time 1");

        var (exitCode, output) = await RunAsync($"{Preamble}\n{script}", folder.Path);

        exitCode.ShouldBe(0, output);
        output.ShouldContain(said);
    }

    /// <summary>Every command counts. A socket that goes on until its time is over did what it should.</summary>
    private const string Preamble = """
        set -euo pipefail
        curl() { command curl --fail-with-body "$@" || { local code=$?; [ $code -eq 28 ] || return $code; }; }
        """;

    private static bool IsRun(string block) => block.Contains(Address) || block.Contains("$API/");

    private static IEnumerable<string> BlocksOf(string document) =>
        Block().Matches(File.ReadAllText(Path.Combine(ServerProcess.Root, document))).Select(match => match.Groups[1].Value.TrimStart());

    private static async Task<(int ExitCode, string Output)> RunAsync(string script, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex("""^ *```sh\n(.*?)^ *```""", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
