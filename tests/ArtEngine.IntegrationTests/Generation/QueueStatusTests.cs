using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

public sealed class QueueStatusTests : IAsyncLifetime
{
    private Service _service = null!;

    public async Task InitializeAsync() => _service = await Service.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Listeners_get_a_snapshot_at_once_and_then_each_change_without_a_token()
    {
        using var socket = await ConnectAsync();
        var first = await ReceiveAsync(socket);
        first.Text("status").ShouldBe("success");
        Counts(first).ShouldBe((0, 0));
        first.GetProperty("data").GetProperty("queue_position").ValueKind.ShouldBe(JsonValueKind.Null);

        _service.Simulator.Faults.Board.Hold.Set(closed: true);
        var job = await _service.Client.SubmitAsync();
        Counts(await ReceiveAsync(socket)).ShouldBe((0, 1));

        _service.Simulator.Faults.Board.Hold.Set(closed: false);
        await _service.Client.WaitForEndAsync(job.Text("id"));
        while (Counts(await ReceiveAsync(socket)) != (0, 0))
        {
        }
    }

    [Fact]
    public async Task The_same_counts_are_one_answer_away()
    {
        _service.Simulator.Faults.Board.Hold.Set(closed: true);
        await _service.Client.SubmitAsync();
        using var anonymous = _service.ClientOf(token: null);

        (await anonymous.GetStringAsync("/queue")).ShouldBe("{\"queue_running\":0,\"queue_pending\":1,\"queue_position\":null}");
    }

    [Fact]
    public async Task Who_is_signed_in_is_told_of_their_own_jobs_and_nobody_of_anothers()
    {
        await _service.Client.WaitForEndAsync((await _service.Client.SubmitAsync()).Text("id"));
        _service.Simulator.Faults.Board.Hold.Set(closed: true);
        using var other = _service.ClientOf(_service.Token("other"));
        var first = await _service.Client.SubmitAsync();
        await _service.Client.SubmitAsync();
        var foreign = await other.SubmitAsync();
        using var anonymous = await ConnectAsync();
        using var owner = await ConnectAsync($"?access_token={_service.Token()}");
        using var stranger = await ConnectAsync("", "art-engine", $"bearer.{_service.Token("stranger")}");
        using var second = await ConnectAsync($"?access_token={_service.Token("other")}");

        foreach (var socket in new[] { anonymous, stranger })
        {
            var message = await ReceiveAsync(socket);
            Counts(message).ShouldBe((0, 3));
            message.GetProperty("data").GetProperty("queue_position").ValueKind.ShouldBe(JsonValueKind.Null);
            message.ToString().ShouldNotContain(first.Text("id"));
            message.ToString().ShouldNotContain(foreign.Text("id"));
        }

        JsonElement own;
        do
        {
            own = (await ReceiveAsync(owner)).GetProperty("data");
        }
        while (own.GetProperty("eta_seconds").ValueKind == JsonValueKind.Null);
        own.GetProperty("queue_position").GetInt32().ShouldBe(1);
        own.GetProperty("eta_seconds").GetInt32().ShouldBeGreaterThan(0);
        own.GetProperty("running").GetArrayLength().ShouldBe(0);
        var others = (await ReceiveAsync(second)).GetProperty("data");
        others.GetProperty("queue_position").GetInt32().ShouldBe(3);

        _service.Simulator.Faults.Board.Slow = 300;
        _service.Simulator.Faults.Board.Hold.Set(closed: false);
        JsonElement running;
        do
        {
            running = (await ReceiveAsync(owner)).GetProperty("data").GetProperty("running");
        }
        while (running.GetArrayLength() == 0);
        running[0].Text("id").ShouldBe(first.Text("id"));
        _service.Simulator.Faults.Board.Slow = 1;
        JsonElement told;
        do
        {
            told = await ReceiveAsync(stranger);
            told.GetProperty("data").GetProperty("running").GetArrayLength().ShouldBe(0);
            told.ToString().ShouldNotContain(first.Text("id"));
        }
        while (Counts(told) != (0, 0));
    }

    [Fact]
    public async Task Strangers_can_be_kept_out()
    {
        await using var service = await Service.StartAsync(settings: "--Generation:AnonymousQueue=false");
        using var anonymous = service.ClientOf(token: null);

        foreach (var path in new[] { "/queue", "/websocket/queue-status" })
        {
            using var answer = await anonymous.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await service.GetAsync("/queue")).GetProperty("queue_pending").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_listener_that_never_reads_delays_nobody()
    {
        using var stalled = await ConnectAsync();
        using var socket = await ConnectAsync();
        Counts(await ReceiveAsync(socket)).ShouldBe((0, 0));
        _service.Simulator.Faults.Board.Hold.Set(closed: true);
        for (var pending = 1; pending <= 5; pending++)
        {
            await _service.Client.SubmitAsync();
            while (Counts(await ReceiveAsync(socket)) != (0, pending))
            {
            }
        }
    }

    [Fact]
    public async Task A_plain_request_is_told_to_connect_with_a_websocket()
    {
        using var answer = await _service.Client.GetAsync("/websocket/queue-status");

        answer.StatusCode.ShouldBe(HttpStatusCode.UpgradeRequired);
        (await answer.JsonAsync()).Text("code").ShouldBe("websocket_expected");
    }

    [Fact]
    public async Task A_host_that_stops_says_goodbye()
    {
        var service = await Service.StartAsync();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{service.Address.Authority}/websocket/queue-status"), CancellationToken.None);
        await ReceiveAsync(socket);

        var stopping = service.DisposeAsync();
        var last = await socket.ReceiveAsync(new byte[1_024].AsMemory(), CancellationToken.None);

        last.MessageType.ShouldBe(WebSocketMessageType.Close);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await stopping;
    }

    private async Task<ClientWebSocket> ConnectAsync(string query = "", params string[] protocols)
    {
        var socket = new ClientWebSocket();
        foreach (var protocol in protocols)
        {
            socket.Options.AddSubProtocol(protocol);
        }

        await socket.ConnectAsync(new Uri($"ws://{_service.Address.Authority}/websocket/queue-status{query}"), CancellationToken.None);
        return socket;
    }

    private static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[4_096];
        var message = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
        message.EndOfMessage.ShouldBeTrue();
        return JsonElement.Parse(buffer.AsSpan(0, message.Count));
    }

    private static (int Running, int Pending) Counts(JsonElement message)
    {
        var data = message.GetProperty("data");
        return (data.GetProperty("queue_running").GetInt32(), data.GetProperty("queue_pending").GetInt32());
    }
}
