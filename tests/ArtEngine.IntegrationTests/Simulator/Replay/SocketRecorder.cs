using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace ArtEngine.IntegrationTests.Simulator.Replay;

/// <summary>A socket and everything it heard.</summary>
internal sealed class SocketRecorder : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource closing = new();
    private readonly Lock gate = new();
    private readonly List<JsonObject> heard = [];
    private volatile bool isOver;
    private Task reading = Task.CompletedTask;

    /// <summary>Nothing more will be heard.</summary>
    public bool IsClosed => isOver;

    public bool EndedWithoutGoodbye { get; private set; }

    public IReadOnlyList<JsonObject> Heard
    {
        get
        {
            lock (gate)
            {
                return [.. heard];
            }
        }
    }

    public static async Task<SocketRecorder> OpenAsync(Uri server, string? clientId, string path = "/ws")
    {
        var recorder = new SocketRecorder();
        recorder.socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        var query = clientId is null ? "" : $"?clientId={Uri.EscapeDataString(clientId)}";
        await recorder.socket.ConnectAsync(new Uri($"ws://{server.Authority}{path}{query}"), CancellationToken.None);
        recorder.reading = Task.Run(recorder.ReadAsync);
        // A server greets whom it has taken in: what happens before that, this socket would not hear.
        for (var waited = 0; waited < 200 && recorder is { IsClosed: false, Heard.Count: 0 }; waited++)
        {
            await Task.Delay(10);
        }

        return recorder;
    }

    public Task SendAsync(string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public async Task CloseAsync()
    {
        if (socket.State == WebSocketState.Open)
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }

        await reading;
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await reading;
        socket.Dispose();
        closing.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), closing.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Keep(part.MessageType, message.ToArray());
                    message.SetLength(0);
                }
            }
        }
        catch (WebSocketException)
        {
            EndedWithoutGoodbye = true;
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
        finally
        {
            isOver = true;
        }
    }

    private void Keep(WebSocketMessageType type, byte[] message)
    {
        var entry = type == WebSocketMessageType.Text ? Capture.Parse(Encoding.UTF8.GetString(message)).AsObject() : Binary(message);
        lock (gate)
        {
            heard.Add(entry);
        }
    }

    private static JsonObject Binary(byte[] message)
    {
        var kind = BinaryPrimitives.ReadInt32BigEndian(message);
        var number = BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(4));
        var data = kind == 4 ? JsonNode.Parse(message.AsSpan(8, number))!.AsObject() : [];
        return new JsonObject { ["type"] = $"binary {kind}", ["data"] = data };
    }
}
