using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using ArtEngine.Generation.Application;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>
/// Listens to one server. It reads as fast as it can and never waits for the lane: a client that stops reading stops
/// the server's events for everybody.
/// </summary>
internal sealed partial class ComfyUiSocket(Uri root, IReadOnlyDictionary<string, string> headers, Action onEvent, ILogger<ComfyUiSocket> log)
{
    private const int LargestMessage = 64 * 1024 * 1024;
    private const int LargestPreview = 4 * 1024 * 1024;

    /// <summary>Must be the first message; servers that do not know it ignore it.</summary>
    private static readonly byte[] WantsMetadata = """{"type":"feature_flags","data":{"supports_preview_metadata":true}}"""u8.ToArray();

    /// <summary>A redirect would carry the headers to another place.</summary>
    private static readonly HttpMessageInvoker _connections = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private readonly Channel<RenderEvent> _events = Channel.CreateBounded<RenderEvent>(
        new BoundedChannelOptions(1_024) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Large and soon out of date: few are kept.</summary>
    private readonly Channel<RenderEvent> _previews = Channel.CreateBounded<RenderEvent>(
        new BoundedChannelOptions(4) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>What the server told last to be at work: older servers say no more about a picture than that it is one.</summary>
    private RenderProgressed? _atWork;

    /// <summary>
    /// New for every connection: the server forgets a newer socket of the same id when the older one closes. Prompts
    /// that were sent under an older id are polled.
    /// </summary>
    public string ClientId { get; private set; } = NewClientId();

    /// <summary>Pictures come after whatever else there is.</summary>
    public bool TryRead(out RenderEvent happened) => _events.Reader.TryRead(out happened!) || _previews.Reader.TryRead(out happened!);

    /// <summary>Connects and listens, again and again, until canceled.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var retry = FirstRetry;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var socket = await ConnectAsync(cancellationToken);
                retry = FirstRetry;
                await ListenAsync(socket, cancellationToken);
            }
            catch (Exception exception) when (exception is WebSocketException or HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
            {
                Disconnected(root, exception.Message);
            }

            Publish(new ConnectionLost());

            await Task.Delay(retry, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
        }
    }

    private async Task<ClientWebSocket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(20);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        foreach (var (header, value) in headers)
        {
            socket.Options.SetRequestHeader(header, value);
        }

        var clientId = NewClientId();
        var address = new UriBuilder(new Uri(root, "ws")) { Query = $"clientId={clientId}" };
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        try
        {
            await socket.ConnectAsync(address.Uri, _connections, cancellationToken);
            await socket.SendAsync(WantsMetadata, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        // Only now: prompts sent under an id that nobody listens to would be heard of by polling alone.
        ClientId = clientId;
        onEvent();
        return socket;
    }

    private async Task ListenAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        while (true)
        {
            buffer.ResetWrittenCount();
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.GetMemory(16 * 1024), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close || buffer.WrittenCount > LargestMessage)
                {
                    return;
                }

                // What is too large for a preview is read and dropped.
                if (part.MessageType == WebSocketMessageType.Text || buffer.WrittenCount <= LargestPreview)
                {
                    buffer.Advance(part.Count);
                }
            }
            while (!part.EndOfMessage);

            if (part.MessageType == WebSocketMessageType.Text)
            {
                Note(buffer.WrittenSpan.ToArray());
            }
            else if (buffer.WrittenCount <= LargestPreview)
            {
                NotePicture(buffer.WrittenSpan);
            }
        }
    }

    private void Note(byte[] message)
    {
        try
        {
            if (ComfyUiEvents.Read(message) is { } happened)
            {
                _atWork = happened as RenderProgressed ?? _atWork;
                Publish(happened);
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Custom nodes send what they like, and events are hints: polling finds out the truth.
            Unreadable(root, exception.Message);
        }
    }

    private void NotePicture(ReadOnlySpan<byte> message)
    {
        try
        {
            if (ComfyUiPreviews.Read(message, _atWork) is { } preview)
            {
                _previews.Writer.TryWrite(preview);
                onEvent();
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            Unreadable(root, exception.Message);
        }
    }

    private void Publish(RenderEvent happened)
    {
        _events.Writer.TryWrite(happened);
        onEvent();
    }

    private static string NewClientId() => $"art-engine-{Guid.NewGuid():N}";

    [LoggerMessage(LogLevel.Debug, "The socket to {Server} is closed: {Reason}")]
    private partial void Disconnected(Uri server, string reason);

    [LoggerMessage(LogLevel.Debug, "An event of {Server} cannot be read: {Reason}")]
    private partial void Unreadable(Uri server, string reason);
}
