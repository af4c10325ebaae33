using System.Net;
using System.Net.Http.Headers;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>The built programs as an operator starts them.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class StartTests
{
    [Fact]
    public async Task The_readmes_command_prints_what_one_needs_and_makes_a_picture()
    {
        using var data = new TempFolder();
        using var home = new TempFolder();
        var address = ServerProcess.FreeAddress();
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var start = ServerProcess.Dotnet(
            ["run", "--no-build", "-c", configuration, "--project", Path.Combine(ServerProcess.Root, "src", "Host")]);
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["DataDirectory"] = data.Path;
        start.Environment["HOME"] = home.Path;
        start.Environment["Simulator__Always"] = "true";
        start.Environment["Simulator__StepTime"] = "00:00:00.001";
        await using var host = await ServerProcess.StartAsync(start, address, "/health/ready");

        var token = await File.ReadAllTextAsync(Path.Combine(data.Path, "dev-token"));
        using var client = new HttpClient
        {
            BaseAddress = address,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) }
        };
        (await client.GetStringAsync("/workflows")).ShouldContain("txt2img");
        using var answer = await client.GenerateAsync(Jobs.Request(), ("Prefer", "wait=60"));
        var job = await answer.JsonAsync();
        job.Text("backend").ShouldBe("simulator");
        var picture = await client.GetByteArrayAsync(job.GetProperty("outputs")[0].Text("url"));

        PngText.Read(picture)["prompt"].ShouldContain("a lighthouse");
        host.Output.ShouldContain(address.ToString().TrimEnd('/'));
        host.Output.ShouldContain("/swagger");
        host.Output.ShouldContain(token);
        foreach (var part in new[] { "database", "pictures", "comfyui", "identity", "metrics" })
        {
            host.Output.ShouldContain($"  {part}");
        }

        Directory.Exists(Path.Combine(home.Path, ".aspnet")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Production", "http://127.0.0.1:0", "", "ComfyUi:Servers is not set")]
    [InlineData("Production", "http://127.0.0.1:0", "", "Neither Fief:Domain nor Oidc:Issuer is set")]
    [InlineData("Production", "http://127.0.0.1:0", "--Oidc:Issuer=https://auth.example.com", "Oidc:ClientIds is not set")]
    [InlineData("Production", "http://127.0.0.1:0", "--Fief:Domain=auth.example.com", "Fief:ClientIds is not set")]
    [InlineData("Development", "http://127.0.0.1:0", "--Fief:Domain=https://auth.example.com", "Fief:Domain is not a host")]
    [InlineData("Development", "http://127.0.0.1:0", "--ConnectionStrings:Postgres=Host=127.0.0.1;Port=1;Database=a;Username=a", "the database does not answer")]
    [InlineData("Development", "http://127.0.0.1:0", "--Fief:Domain=auth.example.com|--Fief:ClientIds:0=a|--Oidc:Issuer=https://auth.example.com|--Oidc:ClientIds:0=a", "The same issuer is set twice")]
    [InlineData("Development", "http://127.0.0.1:0", "--Oidc:Others:0:Issuer=https://auth.example.com", "Oidc:Others is set, but not Oidc:Issuer")]
    [InlineData("Development", "http://127.0.0.1:0", "--Oidc:Issuer=https://auth.example.com/{tenant}|--Oidc:ClientIds:0=a", "Oidc:Tenants must name")]
    [InlineData("Development", "http://0.0.0.0:0", "", "development issuer")]
    [InlineData("Development", "http://127.0.0.1:0", "--ComfyUi:Servers=ftp://x", "ftp://x")]
    [InlineData("Development", "http://127.0.0.1:0", "--Workflows:Path=/nowhere/at/all", "/nowhere/at/all")]
    [InlineData("Development", "http://127.0.0.1:0", "--Generation:MaxAttempts=0", "MaxAttempts")]
    public async Task A_wrong_setting_stops_the_start_with_a_sentence(string environment, string urls, string setting, string said)
    {
        using var data = new TempFolder();
        var start = ServerProcess.Dotnet(
            [ServerProcess.BuiltProgram("ArtEngine.Host"), .. data.Settings, "--Simulator:Always=true",
                .. setting.Split('|', StringSplitOptions.RemoveEmptyEntries)]);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment["ASPNETCORE_URLS"] = urls;
        await using var host = ServerProcess.Start(start);

        (await host.WaitForExitAsync()).ShouldBe(1);

        host.Output.ShouldContain("Art Engine does not start");
        host.Output.ShouldContain(said);
        host.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Health_swagger_and_queue_are_open_and_swagger_has_examples_and_the_lock()
    {
        await using var service = await Service.StartAsync();
        using var anonymous = service.ClientOf(token: null);

        (await anonymous.GetStringAsync("/health/live")).ShouldContain("\"healthy\"");
        (await anonymous.GetStringAsync("/health/ready")).ShouldContain("\"comfyui\"");
        (await anonymous.GetStringAsync("/swagger/index.html")).ShouldContain("swagger-ui");
        var document = await anonymous.GetStringAsync("/swagger/v1/swagger.json");
        var api = System.Text.Json.JsonElement.Parse(document);
        var generate = api.GetProperty("paths").GetProperty("/image/generate").GetProperty("post");
        generate.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("examples")
            .GetProperty("txt2img").GetProperty("value").Text("workflow_name").ShouldBe("txt2img");
        generate.GetProperty("security").GetArrayLength().ShouldBe(2);
        api.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").Text("scheme").ShouldBe("bearer");
        document.ShouldContain("workflow_name");
        document.ShouldNotContain("workflowName");
    }

    [Fact]
    public async Task Ready_says_degraded_while_comfyui_is_away_and_jobs_wait_for_it()
    {
        await using var service = await Service.StartAsync(settings: $"--ComfyUi:Servers:0:Url={ServerProcess.FreeAddress()}");
        using var anonymous = service.ClientOf(token: null);

        // As soon as its lane has asked the server.
        await anonymous.UntilReadyIsAsync("degraded");
        using var ready = await anonymous.GetAsync("/health/ready");
        var job = await service.Client.SubmitAsync();

        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ready.JsonAsync()).Text("status").ShouldBe("degraded");
        job.Text("status").ShouldBe("queued");
        job.GetProperty("attempts").GetInt32().ShouldBe(0);
    }
}
