using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;

namespace ArtEngine.Growth.Measuring;

/// <summary>A signed-in listener of the queue.</summary>
internal sealed class QueueListener : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly Channel<Message> _messages = Channel.CreateUnbounded<Message>();
    private Task _reading = Task.CompletedTask;

    public static async Task<QueueListener> ConnectAsync(Uri service, string token, CancellationToken cancellationToken)
    {
        var listener = new QueueListener();
        listener._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        var address = new UriBuilder(service) { Scheme = "ws", Path = "/websocket/queue-status" }.Uri;
        await listener._socket.ConnectAsync(address, cancellationToken);
        listener._reading = listener.ReadAsync();
        return listener;
    }

    /// <summary>The next message.</summary>
    public async Task<Message> NextAsync(CancellationToken cancellationToken) =>
        await _messages.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);

    /// <summary>The first message that tells of so many waiting jobs.</summary>
    public async Task<Message> UntilPendingAsync(int pending, CancellationToken cancellationToken)
    {
        var message = await NextAsync(cancellationToken);
        while (message.Pending != pending)
        {
            message = await NextAsync(cancellationToken);
        }

        return message;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
    }

    /// <summary>All the time: pings are answered only while somebody reads.</summary>
    private async Task ReadAsync()
    {
        var buffer = new byte[16_384];
        while (await _socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: WebSocketMessageType.Text } part)
        {
            var at = Stopwatch.GetTimestamp();
            var pending = JsonElement.Parse(buffer.AsSpan(0, part.Count)).GetProperty("data").GetProperty("queue_pending").GetInt32();
            _messages.Writer.TryWrite(new(pending, at));
        }
    }
}

/// <param name="Pending">Jobs that wait.</param>
/// <param name="At">When it came, by <see cref="Stopwatch"/>.</param>
internal sealed record Message(int Pending, long At);
