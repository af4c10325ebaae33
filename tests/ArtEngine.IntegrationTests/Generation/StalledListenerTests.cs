using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>
/// WebSocketConnections that are connected and never read: they hold up nobody, and are dropped soon with little kept for them.
/// </summary>
public sealed class StalledListenerTests : IAsyncLifetime
{
    /// <summary>What the host's and the systems' buffers hold for one listener, generously.</summary>
    private const int MostKept = 8 * 1024 * 1024;

    // Of Linux: tcp_info begins with the state.
    private const int Tcp = 6;
    private const int TcpInfo = 11;
    private const byte Established = 1;

    private static readonly TimeSpan OnTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DroppedWithin = TimeSpan.FromSeconds(30);

    private Service _service = null!;

    public async Task InitializeAsync() => _service = await Service.StartAsync(settings: ["--Generation:ListenerPatienceSeconds=3"]);

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task A_listener_of_the_queue_that_never_reads_is_dropped_and_others_are_told_on_time()
    {
        using var stalled = await ConnectAsync("/websocket/queue-status", webSocket: true);
        using var other = new ClientWebSocket();
        await other.ConnectAsync(new Uri($"ws://{_service.Address.Authority}/websocket/queue-status"), CancellationToken.None);
        await ReceiveAsync(other);
        _service.Simulator.Faults.Board.Hold.Set(closed: true);

        var isDropped = UntilDroppedAsync(stalled);
        for (var pending = 1; !isDropped.IsCompleted || pending < 5; pending++)
        {
            await _service.Client.SubmitAsync();
            var told = "";
            while (!told.Contains($"\"queue_pending\":{pending},", StringComparison.Ordinal))
            {
                told = await ReceiveAsync(other);
            }

            await Task.Delay(100);
        }

        await isDropped;
        other.State.ShouldBe(WebSocketState.Open);
    }

    [Fact]
    public async Task A_listener_of_pictures_that_never_reads_is_dropped()
    {
        using var stalled = await ConnectAsync("/websocket/preview", webSocket: true);
        await UntilDroppedWhileShowingAsync(stalled, Guid.NewGuid());
    }

    [Fact]
    public async Task A_reader_of_events_that_never_reads_is_dropped()
    {
        _service.Simulator.Faults.Board.Slow = 10_000;
        var job = await _service.Client.SubmitAsync(Jobs.Request(steps: 100));
        await _service.Client.WaitForStatusAsync(job.Text("id"), "running");
        using var stalled = await ConnectAsync(
            new Uri(_service.Address, job.GetProperty("urls").Text("events")).AbsolutePath, webSocket: false);
        await UntilDroppedWhileShowingAsync(stalled, job.GetProperty("id").GetGuid());
        _service.Simulator.Faults.Board.Slow = 1;
    }

    /// <summary>Pictures are shown much faster than a server makes them, and are held for a listener only so far.</summary>
    private async Task UntilDroppedWhileShowingAsync(Socket stalled, Guid jobId)
    {
        var board = _service.Services.GetRequiredService<IProgressStore>();
        var userId = (await _service.GetAsync("/auth/user")).GetProperty("id").GetGuid();
        var picture = new byte[1024 * 1024];
        var isDropped = UntilDroppedAsync(stalled);
        while (!isDropped.IsCompleted)
        {
            board.Show(new(jobId, userId, "5", 1, 20, "image/png", picture));
            await Task.Delay(20);
        }

        await isDropped;
    }

    /// <summary>The system says that the other side is gone, although nothing is read; then what had been kept is read.</summary>
    private static async Task UntilDroppedAsync(Socket stalled)
    {
        using var patience = new CancellationTokenSource(DroppedWithin);
        while (!IsGone(stalled))
        {
            await Task.Delay(50, patience.Token);
        }

        var (kept, buffer) = (0, new byte[64 * 1024]);
        try
        {
            while (await stalled.ReceiveAsync(buffer, patience.Token) is var count and > 0)
            {
                kept += count;
            }
        }
        catch (SocketException)
        {
            // Broken off.
        }

        kept.ShouldBeLessThan(MostKept);
    }

    /// <summary>Of the connection's own state, which is known without reading: anything but established.</summary>
    private static bool IsGone(Socket socket)
    {
        Span<byte> state = stackalloc byte[1];
        socket.GetRawSocketOption(Tcp, TcpInfo, state);
        return state[0] != Established;
    }

    private async Task<Socket> ConnectAsync(string path, bool webSocket)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        await socket.ConnectAsync(IPAddress.Loopback, _service.Address.Port);
        var upgrade = webSocket
            ? "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            : "";
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {path}?access_token={_service.Token()} HTTP/1.1\r\nHost: " +
            $"{_service.Address.Authority}\r\n{upgrade}\r\n"));
        return socket;
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        using var onTime = new CancellationTokenSource(OnTime);
        var buffer = new byte[4_096];
        var message = await socket.ReceiveAsync(buffer.AsMemory(), onTime.Token);
        message.MessageType.ShouldBe(WebSocketMessageType.Text);
        return Encoding.UTF8.GetString(buffer, 0, message.Count);
    }
}
