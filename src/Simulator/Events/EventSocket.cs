using System.Net.WebSockets;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ArtEngine.ComfySimulator.Json;

namespace ArtEngine.ComfySimulator.Events;

/// <summary>
/// One client's socket. Events wait in a bounded queue of its own: where ComfyUI stalls every client behind one that
/// does not read, this one is cut off.
/// </summary>
internal sealed class EventSocket(WebSocket socket, string clientId) : IDisposable
{
    private const int MaxWaiting = 4096;
    private const int MaxIncoming = 1024 * 1024;

    private readonly Channel<Message> outgoing = Channel.CreateBounded<Message>(MaxWaiting);
    private readonly CancellationTokenSource cut = new();
    private bool heardFirst;

    public string ClientId { get; } = clientId;

    public bool WantsPreviewMetadata { get; private set; }

    public void Send(WebSocketMessageType type, byte[] bytes)
    {
        if (!outgoing.Writer.TryWrite(new Message(type, bytes)))
        {
            Cut();
        }
    }

    /// <summary>Without a closing handshake: the client sees 1006, as when a server dies.</summary>
    public void Cut()
    {
        outgoing.Writer.TryComplete();
        socket.Abort();
        try
        {
            cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The socket came to its own end a moment ago.
        }
    }

    /// <summary>Serves the socket until either side ends it.</summary>
    public async Task RunAsync(Func<JsonObject> features, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cut.Token);
        var writing = WriteAsync(either.Token);
        try
        {
            await ReadAsync(features, either.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The client is gone, or was cut off: either way there is nobody to tell.
        }
        finally
        {
            outgoing.Writer.TryComplete();
            await writing;
        }
    }

    public void Dispose() => cut.Dispose();

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in outgoing.Reader.ReadAllAsync(cancellationToken))
            {
                await socket.SendAsync(message.Bytes, message.Type, WebSocketMessageFlags.EndOfMessage, cancellationToken);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            socket.Abort();
        }
    }

    private async Task ReadAsync(Func<JsonObject> features, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        using var text = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                outgoing.Writer.TryComplete();
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                return;
            }

            if (text.Length < MaxIncoming)
            {
                text.Write(buffer, 0, part.Count);
            }

            if (part.EndOfMessage)
            {
                Hear(part.MessageType, text.ToArray(), features);
                text.SetLength(0);
            }
        }
    }

    /// <summary>Only flags that come first matter; anything else a client says is passed over.</summary>
    private void Hear(WebSocketMessageType type, byte[] message, Func<JsonObject> features)
    {
        if (heardFirst || type != WebSocketMessageType.Text)
        {
            return;
        }

        heardFirst = true;
        if (Parse(message) is { } flags && flags["type"]?.ToString() == "feature_flags")
        {
            WantsPreviewMetadata = (flags["data"] as JsonObject)?["supports_preview_metadata"]?.ToString() == "true";
            Send(WebSocketMessageType.Text, ComfyJson.ToBytes(new { Type = "feature_flags", Data = features() }));
        }
    }

    private static JsonObject? Parse(byte[] message)
    {
        try
        {
            return ComfyJson.Parse(message) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private readonly record struct Message(WebSocketMessageType Type, byte[] Bytes);
}
