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

    private async Task<ClientWebSocket> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{_service.Address.Authority}/websocket/queue-status"), CancellationToken.None);
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
