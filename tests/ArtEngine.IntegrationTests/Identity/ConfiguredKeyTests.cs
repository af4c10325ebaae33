using System.Net;
using System.Text.RegularExpressions;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>A way in without an identity provider: keys that stand in the settings.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed partial class ConfiguredKeyTests
{
    private const string Server = "--ComfyUi:Servers=http://127.0.0.1:1";

    [Fact]
    public async Task A_key_of_the_settings_is_all_that_a_script_needs_also_in_production()
    {
        var (key, settings) = await NewKeyAsync("nightly");
        await using var simulator = await Service.QuickSimulatorAsync();
        using var data = new TempFolder();
        await using var host = await StartProductionAsync(data, simulator.Address, settings);
        using var client = ClientOf(host, key);

        var job = await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"));

        job.Text("status").ShouldBe("succeeded");
        (await client.GetByteArrayAsync(job.GetProperty("outputs")[0].Text("url"))).ShouldNotBeEmpty();
        using (var user = await client.GetAsync("/auth/user"))
        {
            var who = await user.JsonAsync();
            (who.Text("issuer"), who.Text("subject")).ShouldBe(("art-engine", "nightly"));
            who.GetProperty("permissions").EnumerateArray().Select(item => item.GetString()).ShouldBe(["images:generate", "images:read"]);
        }

        using (var summary = await client.GetAsync("/metrics/summary"))
        {
            summary.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        using var stranger = ClientOf(host, $"{key[..^1]}{(key[^1] == 'A' ? 'B' : 'A')}");
        using var refused = await stranger.GetAsync("/image/jobs");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        // There is no development issuer beside it, whatever the environment is called.
        File.Exists(Path.Combine(data.Path, "dev-token")).ShouldBeFalse();
        host.Output.ShouldNotContain(key);
    }

    [Fact]
    public async Task Keys_have_their_own_permissions_and_may_share_a_user()
    {
        var (admin, adminSettings) = await NewKeyAsync("admin");
        var (reader, readerSettings) = await NewKeyAsync("reader");
        await using var service = await Service.StartAsync(settings:
        [
            .. adminSettings.Select(setting => $"--{setting}"), "--Identity:Keys:0:User=studio",
            "--Identity:Keys:0:Permissions:0=admin", "--Identity:Keys:0:Permissions:1=images:generate",
            .. readerSettings.Select(setting => $"--{setting.Replace("Keys:0", "Keys:1", StringComparison.Ordinal)}"),
            "--Identity:Keys:1:Permissions:0=images:read", "--Identity:Keys:1:User=studio",
        ]);
        using var client = service.ClientOf(admin);

        var job = await client.SubmitAsync();

        (await service.StatusAsync("/metrics/summary", admin)).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/metrics/summary", reader)).ShouldBe(HttpStatusCode.Forbidden);
        (await service.StatusAsync($"/image/jobs/{job.Text("id")}", reader)).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/image/jobs", admin)).ShouldBe(HttpStatusCode.Forbidden);
        (await service.StatusAsync("/auth/api-keys", reader)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Streams_of_such_a_key_go_on_until_its_user_is_blocked()
    {
        var (admin, settings) = await NewKeyAsync("admin");
        var (script, scriptSettings) = await NewKeyAsync("script");
        await using var service = await Service.StartAsync(settings:
        [
            .. settings.Select(setting => $"--{setting}"), "--Identity:Keys:0:Permissions:0=admin",
            .. scriptSettings.Select(setting => $"--{setting.Replace("Keys:0", "Keys:1", StringComparison.Ordinal)}"),
        ]);
        service.Simulator.Faults.Board.Hold.Set(closed: true);
        using var streams = await AllStreams.OpenAsync(service, script);
        await Task.Delay(TimeSpan.FromSeconds(6));
        await streams.ShouldGoOnAsync();
        using var user = await service.SendAsync("/auth/user", script);

        var id = (await user.JsonAsync()).Text("id");
        (await service.StatusAsync($"/users/{id}/block", admin, HttpMethod.Post)).ShouldBe(HttpStatusCode.OK);

        await streams.ShouldEndAsync(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("--Identity:Keys:0:Name=x", "Identity:Keys:0:Hash is not what --new-key prints")]
    [InlineData("--Identity:Keys:0:Name=x|--Identity:Keys:0:Hash=ae_3qT0xvBnYt1mUQ3hQX5uXcJ1m8kq2ZyqJpQ7l3V0c9E", "Identity:Keys:0:Hash")]
    [InlineData("--Identity:Keys:0:Hash=0000000000000000000000000000000000000000000000000000000000000000", "Identity:Keys:0:Name")]
    public async Task A_wrong_key_stops_the_start_with_a_sentence(string settings, string said)
    {
        using var data = new TempFolder();
        var start = ServerProcess.Dotnet(
            [ServerProcess.BuiltProgram("ArtEngine.Host"), .. data.Settings, Server, "--urls=http://127.0.0.1:0", .. settings.Split('|')]);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        await using var host = ServerProcess.Start(start);

        (await host.WaitForExitAsync()).ShouldBe(1);

        host.Output.ShouldContain(said);
        host.Output.ShouldNotContain("ae_3qT0xvBn");
    }

    private static async Task<(string Key, string[] Settings)> NewKeyAsync(string name)
    {
        await using var program = ServerProcess.Start(
            ServerProcess.Dotnet([ServerProcess.BuiltProgram("ArtEngine.Host"), "--new-key", name]));
        (await program.WaitForExitAsync()).ShouldBe(0);
        var lines = program.Output.Split('\n');
        var key = lines.Single(line => KeyLine().IsMatch(line));
        var settings = lines.Where(line => line.StartsWith("Identity__Keys__0__", StringComparison.Ordinal)).ToArray();
        settings.Length.ShouldBe(2);
        return (key, [.. settings.Select(setting => setting.Replace("__", ":", StringComparison.Ordinal))]);
    }

    private static async Task<ServerProcess> StartProductionAsync(TempFolder data, Uri comfyUi, string[] settings)
    {
        var address = ServerProcess.FreeAddress();
        var start = ServerProcess.Dotnet([ServerProcess.BuiltProgram("ArtEngine.Host"), .. data.Settings]);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ComfyUi__Servers"] = comfyUi.ToString();
        foreach (var setting in settings)
        {
            var parts = setting.Split('=', 2);
            start.Environment[parts[0].Replace(":", "__", StringComparison.Ordinal)] = parts[1];
        }

        return await ServerProcess.StartAsync(start, address, "/health/ready");
    }

    private static HttpClient ClientOf(ServerProcess host, string key) =>
        new() { BaseAddress = host.Address, DefaultRequestHeaders = { { "X-API-Key", key } } };

    [GeneratedRegex("^ae_[A-Za-z0-9_-]{43}$")]
    private static partial Regex KeyLine();
}
