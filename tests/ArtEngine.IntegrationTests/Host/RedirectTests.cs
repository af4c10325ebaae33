using ArtEngine.Generation.Infrastructure.S3;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.Telemetry.Infrastructure.Influx;
using ArtEngine.Users.Application;
using ArtEngine.Users.Infrastructure.Fief;
using ArtEngine.Users.Infrastructure.Identity;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>
/// No server that the service asks may send it elsewhere: what is there would be handed out, and the keys for the server
/// would travel with the request.
/// </summary>
public sealed class RedirectTests : IAsyncLifetime
{
    private RedirectingServer _server = null!;

    public async Task InitializeAsync() => _server = await RedirectingServer.StartAsync();

    public async Task DisposeAsync()
    {
        _server.Followed.ShouldBeEmpty();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_output_is_not_fetched_from_where_ComfyUI_sends_it()
    {
        await using var stub = await StubComfyUi.StartAsync();
        await using var service =
            await Service.StartAsync(settings: [$"--ComfyUi:Servers:0:Url={stub.Address}", "--ComfyUi:Servers:0:Headers:X-Key=secret"]);
        var views = 0;
        stub.OnView = _ => Interlocked.Increment(ref views) == 1
            ? Results.Redirect(_server.TargetAddress)
            : Results.Bytes([1, 2, 3], "image/png");

        var job = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));

        job.Text("status").ShouldBe("succeeded");
        (await service.Client.GetByteArrayAsync(job.GetProperty("outputs")[0].Text("url"))).ShouldBe([1, 2, 3]);
        views.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Neither_requests_nor_sockets_follow_a_ComfyUI_server()
    {
        await using var service =
            await Service.StartAsync(settings: [$"--ComfyUi:Servers:0:Url={_server.Address}", "--ComfyUi:Servers:0:Headers:X-Key=secret"]);
        using var ready = await service.Client.GetAsync("/health/ready");
        await _server.UntilAskedAsync("/ws");
        await _server.UntilAskedAsync("/queue");
    }

    [Fact]
    public async Task Points_are_not_sent_on_by_InfluxDB()
    {
        using var influx = new InfluxClient(
            new() { Url = _server.Address.ToString(), Token = "secret", Org = "o", Bucket = "b" }, TimeProvider.System);
        (await influx.WriteAsync(["a b=1 1"], default)).ShouldNotBeOfType<InfluxAnswer.Written>();
        _server.Asked.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Pictures_are_not_sent_on_by_S3()
    {
        var options = new S3Options { Endpoint = _server.Address.ToString(), AccessKey = "a", SecretKey = "secret", Bucket = "bucket" };
        using var bucket = new S3Bucket(options);
        using var objects = new S3Objects(options, bucket);
        await Should.ThrowAsync<IOException>(bucket.ProbeAsync(default));
        await Should.ThrowAsync<IOException>(bucket.DeleteAsync(["user/a.png"], default));
        await Should.ThrowAsync<IOException>(bucket.ListAsync("user/", default).ToListAsync().AsTask());
        await Should.ThrowAsync<IOException>(objects.OpenAsync("user/a.png", default));
        await Should.ThrowAsync<IOException>(objects.PutAsync("user/a.png", new(new byte[] { 1 }), "image/png", default));
        _server.Asked.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Tokens_and_keys_are_not_sent_on_by_issuers()
    {
        using var http = new IssuerHttp();
        using var answer = await http.Client.GetAsync(new Uri(_server.Address, "/userinfo"));
        ((int)answer.StatusCode).ShouldBe(307);
        using var fief = new FiefAdminApi(
            new() { MetadataAddress = new Uri(_server.Address, "/.well-known/openid-configuration").ToString(), AdminApiKey = "secret" });
        await Should.ThrowAsync<UserDirectoryUnavailableException>(() => fief.FindAsync("subject", default));
        _server.Asked.ShouldContain(path => path.StartsWith("/admin/api", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Traces_are_not_sent_on_by_a_collector()
    {
        await using (var service = await Service.StartAsync(settings:
            [$"--OTEL_EXPORTER_OTLP_ENDPOINT={_server.Address}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_EXPORTER_OTLP_HEADERS=x-key=secret"]))
        {
            // Else the test's own client, in the same process, would decide whether the request is traced.
            using var outside = SuppressInstrumentationScope.Begin();
            await service.GetAsync("/workflows");
        }

        await _server.UntilAskedAsync("/v1/traces");
    }

    [Fact]
    public async Task A_health_probe_believes_no_redirect()
    {
        var start = ServerProcess.Dotnet([ServerProcess.BuiltProgram("ArtEngine.Host"), "--health"]);
        start.Environment["ASPNETCORE_URLS"] = _server.Address.ToString();
        await using var probe = ServerProcess.Start(start);
        (await probe.WaitForExitAsync()).ShouldBe(1);
        _server.Asked.ShouldContain("/health/live");
    }
}
