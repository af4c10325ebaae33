using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;
using ModelContextProtocol.Client;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>A service manager sends SIGTERM and expects the process to end soon, with an answer for everybody who waits.</summary>
public sealed class ShutdownTests
{
    [Fact]
    public async Task Whoever_waits_is_answered_at_once_and_the_process_ends_within_seconds()
    {
        using var data = new TempFolder();
        await using var simulator = await ServerProcess.StartSimulatorAsync("--step-time", "5000", "--load-time", "0", "--no-previews");
        await using var host = await ServerProcess.StartHostAsync(data, simulator.Address);
        using var client = await ClientAsync(host, data);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var waiting = client.GenerateAsync(Jobs.Request(steps: 20), ("Prefer", "wait=60"));
        var job = await RunningAsync(client);
        using var events = await EventStream.OpenAsync(client, $"/image/jobs/{job}/events");
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{host.Address.Authority}/websocket/queue-status"), patience.Token);

        await host.TerminateAsync();
        var since = Stopwatch.StartNew();
        (await ReadinessAsync(client, patience.Token)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var answer = await waiting.WaitAsync(patience.Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await answer.JsonAsync()).Text("id").ShouldBe(job);
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));

        while (await events.NextAsync(patience.Token) is not null)
        {
        }

        while ((await socket.ReceiveAsync(new byte[4_096], patience.Token)).MessageType != WebSocketMessageType.Close)
        {
        }

        (await host.WaitForExitAsync()).ShouldBe(0);
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task A_start_that_is_stopped_ends_without_a_fault()
    {
        using var data = new TempFolder(onRealServers: false);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var host = ServerProcess.Start(ServerProcess.Dotnet(
        [
            ServerProcess.BuiltProgram("ArtEngine.Host"), .. data.Settings, "--environment=Development", "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:Postgres=Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=nobody",
        ]));
        using var connection = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(60));

        await host.TerminateAsync();
        var since = Stopwatch.StartNew();

        (await host.WaitForExitAsync()).ShouldBe(0, host.Output);
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(6));
        host.Output.ShouldNotContain("Exception");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_waits_for_a_picture_as_OpenAI_has_it_is_asked_to_come_again_at_once(bool stream)
    {
        using var data = new TempFolder();
        await using var simulator = await ServerProcess.StartSimulatorAsync("--step-time", "5000", "--load-time", "0", "--no-previews");
        await using var host = await ServerProcess.StartHostAsync(data, simulator.Address);
        using var client = await ClientAsync(host, data);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations")
        {
            Content = JsonContent.Create(new { model = "txt2img", prompt = "a lighthouse", stream }),
        };
        var waiting = client.SendAsync(request);
        await RunningAsync(client);

        await host.TerminateAsync();
        var since = Stopwatch.StartNew();
        using var answer = await waiting.WaitAsync(TimeSpan.FromSeconds(20));
        var said = await answer.Content.ReadAsStringAsync();

        said.ShouldContain("\"code\":\"stopping\"");
        answer.StatusCode.ShouldBe(stream ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
        answer.Headers.Contains("x-should-retry").ShouldBeFalse();
        (await host.WaitForExitAsync()).ShouldBe(0);
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task An_assistant_that_waits_is_answered_at_once_and_its_job_is_not_canceled()
    {
        using var data = new TempFolder();
        await using var simulator = await ServerProcess.StartSimulatorAsync("--step-time", "5000", "--load-time", "0", "--no-previews");
        await using var host = await ServerProcess.StartHostAsync(data, simulator.Address);
        using var client = await ClientAsync(host, data);
        await using var assistant = await McpClient.CreateAsync(new HttpClientTransport(
            new() { Endpoint = new(host.Address, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }, client));
        var waiting = assistant.CallToolAsync("generate", new Dictionary<string, object?>
        {
            ["workflow"] = "txt2img",
            ["parameters"] = new { prompt = "a lighthouse" },
        });
        var job = await RunningAsync(client);

        await host.TerminateAsync();
        var since = Stopwatch.StartNew();
        var answer = await waiting.AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        answer.IsError.ShouldNotBe(true);
        var told = answer.StructuredContent!.Value;
        (told.Text("job_id"), told.Text("status")).ShouldBe((job, "running"));
        (await host.WaitForExitAsync()).ShouldBe(0);
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
    }

    private static async Task<HttpClient> ClientAsync(ServerProcess host, TempFolder data) => new()
    {
        BaseAddress = host.Address,
        DefaultRequestHeaders =
        {
            Authorization = new("Bearer", (await File.ReadAllTextAsync(Path.Combine(data.Path, "dev-token"))).Trim()),
        },
    };

    /// <summary>When it is another one than before: a signal takes a moment to arrive.</summary>
    private static async Task<HttpStatusCode> ReadinessAsync(HttpClient client, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var ready = await client.GetAsync("/health/ready", cancellationToken);
            if (ready.StatusCode != HttpStatusCode.OK)
            {
                return ready.StatusCode;
            }
        }
    }

    private static async Task<string> RunningAsync(HttpClient client)
    {
        while (true)
        {
            var jobs = JsonElement.Parse(await client.GetStringAsync("/image/jobs?status=running")).GetProperty("jobs");
            if (jobs.GetArrayLength() > 0)
            {
                return jobs[0].Text("id");
            }

            await Task.Delay(50);
        }
    }
}
