using System.Net;
using ArtEngine.IntegrationTests.Answers;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Studio;

/// <summary>The page at <c>/</c>: its own tests, whether what is served was built of what is here, and people's ways through it.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class StudioTests(StudioSources sources) : IClassFixture<StudioSources>
{
    private readonly NodeFolder _node = sources.Folder;

    [NodeFact]
    public async Task The_pages_own_tests_pass()
    {
        var (exitCode, output) = await _node.ToolAsync("vitest", ["run"]);
        exitCode.ShouldBe(0, output);
    }

    [NodeFact]
    public async Task What_is_served_was_built_of_these_sources()
    {
        var built = Path.Combine(_node.Path, "built");
        var (exitCode, output) = await _node.ToolAsync("vite", ["build"], ("OUT", built));
        exitCode.ShouldBe(0, output);
        var served = Path.Combine(ServerProcess.Root, "src", "Host", "wwwroot");
        Files(built).ShouldBe(Files(served), "src/Host/wwwroot is not what src/Studio is built into: npm run build there, and commit it.");
        foreach (var file in Files(built))
        {
            (await File.ReadAllBytesAsync(Path.Combine(built, file)))
                .ShouldBe(await File.ReadAllBytesAsync(Path.Combine(served, file)), $"{file}: npm run build in src/Studio, and commit it.");
        }
    }

    [NodeFact]
    public async Task The_sources_fit_the_API_as_it_describes_itself()
    {
        await using var service = await Service.StartAsync();
        var description = Path.Combine(_node.Path, "api.json");
        await File.WriteAllTextAsync(description, await service.Client.GetStringAsync("/swagger/v1/swagger.json"));
        var types = await _node.ToolAsync("openapi-typescript", ["api.json", "--output", "src/api/schema.d.ts"]);
        types.ExitCode.ShouldBe(0, types.Output);
        var (exitCode, output) = await _node.ToolAsync("tsc", ["--noEmit"]);
        exitCode.ShouldBe(0, output);
    }

    [StudioFact]
    public async Task People_find_their_ways_through_the_page()
    {
        using var workflows = CopiedWorkflows();
        await using var service = await Service.StartAsync(settings: $"--Workflows:Path={workflows.Path}");
        // The issuer comes with the test that signs in, after the service that trusts it.
        var issuer = ServerProcess.FreeAddress();
        await using var signingIn = await Service.StartAsync(service.Simulator, settings: SignInAt(issuer));
        using var data = new TempFolder();
        var pictures = Path.Combine(_node.Path, "pictures");
        var (exitCode, output) = await _node.ToolAsync(
            "playwright", ["test", "--grep-invert", "@cluster"],
            ("CHROMIUM", BrowserFactAttribute.Program!),
            ("ADDRESS", service.Address.ToString()),
            ("OTHER_TOKEN", service.Token("somebody-else")),
            ("SIMULATOR", service.Simulator.Address.ToString()),
            ("ISSUER_ADDRESS", issuer.ToString()),
            ("SIGN_IN_ADDRESS", signingIn.Address.ToString()),
            ("HOST", HostOn(data)),
            ("HOST_ADDRESS", ServerProcess.FreeAddress().ToString()),
            ("PICTURES", pictures));
        exitCode.ShouldBe(0, output);

        // What README shows was seen by this run; it is taken over on demand, since no two runs paint the same pixels.
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            foreach (var picture in Directory.EnumerateFiles(pictures, "studio*.png"))
            {
                File.Copy(picture, Path.Combine(ServerProcess.Root, "docs", "images", Path.GetFileName(picture)), overwrite: true);
            }
        }
    }

    [StudioFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task The_page_goes_on_when_a_node_behind_its_address_dies()
    {
        using var data = new TempFolder(onRealServers: true);
        await using var simulator = await Service.QuickSimulatorAsync();
        var address = ServerProcess.FreeAddress().ToString();
        var (exitCode, output) = await _node.ToolAsync(
            "playwright", ["test", "--grep", "@cluster"],
            ("CHROMIUM", BrowserFactAttribute.Program!),
            ("ADDRESS", address),
            ("SIMULATOR", simulator.Address.ToString()),
            ("HOST", HostOn(data)),
            ("HOST_ADDRESS", address),
            ("STORE_ADDRESS", Environment.GetEnvironmentVariable(RealServers.S3) ?? ""));
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task The_page_is_small_kept_by_browsers_and_may_load_nothing_from_elsewhere()
    {
        await using var service = await Service.StartAsync(settings: "--Studio:ConnectTo:0=https://oauth2.example.com/token");
        using var client = service.ClientOf(null);
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");

        using var page = await client.GetAsync("/");

        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        page.Headers.CacheControl!.NoCache.ShouldBeTrue();
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'; script-src 'self'; style-src 'self'");
        policy.ShouldContain("connect-src 'self' https://oauth2.example.com;");
        policy.ShouldNotContain("unsafe");
        var script = Directory.EnumerateFiles(Path.Combine(ServerProcess.Root, "src", "Host", "wwwroot", "studio"), "*.js").Single();
        using var asset = await client.GetAsync($"/studio/{Path.GetFileName(script)}");
        (asset.StatusCode, asset.Headers.CacheControl!.MaxAge).ShouldBe((HttpStatusCode.OK, TimeSpan.FromDays(365)));
        (await client.GetAsync("/studio/nothing.js")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Pages_are_told_how_people_sign_in()
    {
        await using var service = await Service.StartAsync();
        var way = await service.GetAsync("/auth/sign-in");
        (way.GetProperty("development").GetBoolean(), way.GetProperty("issuer").GetString()).ShouldBe((true, null));

        await using var other = await Service.StartAsync(settings:
        [
            "--Oidc:Issuer=https://auth.example.com/", "--Oidc:ClientIds:0=art-engine", "--Studio:ClientId=art-engine",
        ]);
        way = await other.GetAsync("/auth/sign-in");
        (way.GetProperty("development").GetBoolean(), way.Text("issuer"), way.Text("client_id"))
            .ShouldBe((false, "https://auth.example.com", "art-engine"));
        using var refused = await other.Client.PostAsync("/auth/development-token", null);
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("127.0.0.1", null, HttpStatusCode.OK)]
    [InlineData("localhost", null, HttpStatusCode.OK)]
    [InlineData("rebound.example.com", null, HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1", "https://evil.example.com", HttpStatusCode.Forbidden)]
    public async Task The_developer_is_signed_in_at_this_machines_own_address_alone(string host, string? origin, HttpStatusCode status)
    {
        await using var service = await Service.StartAsync();
        using var client = service.ClientOf(null);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/auth/development-token")
        {
            Headers = { Host = $"{host}:{service.Address.Port}" },
        };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var answer = await client.SendAsync(request);

        answer.StatusCode.ShouldBe(status);
        if (status == HttpStatusCode.OK)
        {
            using var developer = service.ClientOf((await answer.JsonAsync()).Text("token"));
            (await developer.GetAsync("/auth/user")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Without_the_page_the_address_leads_to_Swagger()
    {
        await using var service = await Service.StartAsync(settings: "--Studio:Enabled=false");
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = service.Address };
        using var answer = await client.GetAsync("/");
        (answer.StatusCode, answer.Headers.Location!.ToString()).ShouldBe((HttpStatusCode.Redirect, "/swagger"));
    }

    /// <summary>The settings of a service whose people sign in at the issuer of <c>src/Studio/e2e/issuer.ts</c>.</summary>
    private static string[] SignInAt(Uri issuer)
    {
        string[] scopes = ["openid", "images:generate", "images:read"];
        return
        [
            $"--Oidc:Issuer={issuer.ToString().TrimEnd('/')}", "--Oidc:ClientIds:0=urn:art-engine", "--Oidc:PermissionsClaim=scope",
            "--Studio:ClientId=art-engine-studio", .. scopes.Select((scope, index) => $"--Studio:Scopes:{index}={scope}"),
        ];
    }

    /// <summary>What starts a host on this data, one argument a line.</summary>
    private static string HostOn(TempFolder data) =>
        string.Join('\n', ["dotnet", ServerProcess.BuiltProgram("ArtEngine.Host"), .. data.Settings]);

    /// <summary>Those that are shipped, in a folder where a test may store others.</summary>
    private static TempFolder CopiedWorkflows()
    {
        var folder = new TempFolder();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(ServerProcess.Root, "comfy", "workflows")))
        {
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        }

        return folder;
    }

    private static List<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order()];

    /// <summary>A test in a real browser that is driven from Node.js, some on servers that environment variables tell of.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class StudioFactAttribute : FactAttribute
    {
        public StudioFactAttribute(params string[] servers)
        {
            if (Environment.GetEnvironmentVariable("CI") != "true")
            {
                Skip = NodeFactAttribute.Npm is null || BrowserFactAttribute.Program is null
                    ? "Node.js or Chromium is not installed: apt-get install nodejs npm chromium."
                    : RealServers.Missing(servers);
            }
        }
    }
}
