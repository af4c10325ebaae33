using System.Diagnostics;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>What the built program does instead of a start, in a root folder of the test's own.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class PrintConfigTests : IDisposable
{
    private readonly TempFolder _root = new(onRealServers: false);

    public PrintConfigTests() => File.WriteAllText(Path.Combine(_root.Path, "config.ini"), "");

    [Fact]
    public async Task The_later_source_wins_and_is_named()
    {
        Write("config.ini", "[Generation]\nMaxAttempts = 6\nPollSeconds = 3\nMaxWaitSeconds = 10\nMaxBodyBytes = 2048\n");
        Write(".env", "Generation__PollSeconds=4\nGeneration__MaxWaitSeconds=11\nGeneration__MaxBodyBytes=4096\n");
        var lines = await PrintAsync(
            ["--Generation:MaxBodyBytes=16384"], ("Generation__MaxWaitSeconds", "12"), ("Generation__MaxBodyBytes", "8192"));

        lines.ShouldContain("Generation:MaxAttempts = 6  [config.ini]");
        lines.ShouldContain("Generation:PollSeconds = 4  [.env]");
        lines.ShouldContain("Generation:MaxWaitSeconds = 12  [environment]");
        lines.ShouldContain("Generation:MaxBodyBytes = 16384  [command line]");
        lines.ShouldContain("Postgres:MaxPoolSize = 30  [default]");
        lines.ShouldContain("DataDirectory = .artengine  [default]");
        lines.ShouldContain("Oidc:Issuer = (not set)  [default]");
        lines.ShouldContain("ASPNETCORE_URLS = http://127.0.0.1:5080  [default]");
    }

    [Fact]
    public async Task Settings_are_sorted_by_section_and_the_rest_of_the_environment_is_not_shown()
    {
        var lines = await PrintAsync(
            [], ("Oidc__ClientIds__1", "second"), ("SOMEBODY_ELSES", "seen"), ("COMFYUI__SERVERS__0__URL", "http://gpu-1:8188"));

        var sections = lines.Select(line => line.Split(" = ")[0]).Select(key => key.Contains(':') ? key.Split(':')[0] : "").ToList();
        sections.ShouldBe(sections.Order(StringComparer.OrdinalIgnoreCase));
        lines.ShouldContain("Oidc:ClientIds:1 = second  [environment]");
        lines.ShouldContain(line =>
            line.Equals("ComfyUi:Servers:0:Url = http://gpu-1:8188  [environment]", StringComparison.OrdinalIgnoreCase));
        lines.ShouldNotContain(line => line.StartsWith("PATH ", StringComparison.Ordinal) || line.Contains("SOMEBODY_ELSES"));
    }

    [Fact]
    public async Task Secrets_are_not_printed()
    {
        Write(".env", "Minio__SecretKey=hush-1\nInfluxDb__Token=hush-2\n");
        var lines = await PrintAsync(
            ["--Minio:SecretKey=hush-1", "--InfluxDb:Token=hush-2", "--Fief:WebhookSecrets:0=hush-3", "--Some:ApiKey=hush-4"],
            ("ConnectionStrings__Postgres", "Host=db.example.com;Username=art;Password='hush;5'"),
            ("ConnectionStrings__Redis", "cache.example.com:6379,password=hush-6,ssl=true"),
            ("ComfyUi__Servers__0__Url", "https://user:hush-7@gpu-1:8188/?token=hush-8"),
            ("ComfyUi__Servers__0__Headers__Authorization", "Bearer hush-9"));

        var text = string.Join('\n', lines);
        text.ShouldNotContain("hush");
        text.ShouldContain("Minio:SecretKey = ***  [command line]");
        text.ShouldContain("host=db.example.com;username=art;password=***", Case.Insensitive);
        text.ShouldContain("ConnectionStrings:Redis = cache.example.com:6379,password=***,ssl=true  [environment]");
        text.ShouldContain("https://***@gpu-1:8188/?token=***");
    }

    [Fact]
    public async Task Nothing_is_started()
    {
        await PrintAsync(["--environment=Development"]);

        Directory.EnumerateFileSystemEntries(_root.Path).Select(Path.GetFileName).ShouldBe(["config.ini"]);
    }

    [Fact]
    public async Task Help_tells_how_to_set_things()
    {
        await using var host = Run("--help");

        (await host.WaitForExitAsync()).ShouldBe(0);
        host.Output.ShouldContain("--print-config");
        host.Output.ShouldContain("--ComfyUi:Servers=");
        host.Output.ShouldContain("README.md");
    }

    [Fact]
    public async Task The_environments_name_may_stand_in_a_file_as_other_settings_do()
    {
        Write(".env", "ASPNETCORE_ENVIRONMENT=Development\nASPNETCORE_URLS=http://0.0.0.0:0\n");
        await using var host = Run("--Simulator:Always=true");

        (await host.WaitForExitAsync()).ShouldBe(1);
        host.Output.ShouldContain("development issuer");
    }

    public void Dispose() => _root.Dispose();

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_root.Path, file), text);

    private async Task<string[]> PrintAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = StartInfo(["--print-config", .. arguments]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        await using var host = ServerProcess.Start(start);
        (await host.WaitForExitAsync()).ShouldBe(0, host.Output);
        return host.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private ServerProcess Run(string argument) => ServerProcess.Start(StartInfo([argument]));

    private ProcessStartInfo StartInfo(string[] arguments)
    {
        var start = ServerProcess.Dotnet([ServerProcess.BuiltProgram("ArtEngine.Host"), .. arguments]);
        start.Environment["ARTENGINE_ROOT"] = _root.Path;
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        return start;
    }
}
