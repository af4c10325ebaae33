using System.Buffers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Servers;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>
/// Listens to one server. It reads as fast as it can and never waits for the lane: a client that stops reading stops
/// the server's events for everybody.
/// </summary>
internal sealed partial class ComfyUiSocket(
    Uri root, IReadOnlyDictionary<string, string> headers, Action onEvent, TimeProvider clock, ILogger<ComfyUiSocket> log) : IRenderEvents
{
    private const int LargestMessage = 64 * 1024 * 1024;
    private const int LargestPreview = 4 * 1024 * 1024;

    /// <summary>Must be the first message; servers that do not know it ignore it.</summary>
    private static readonly byte[] WantsMetadata = """{"type":"feature_flags","data":{"supports_preview_metadata":true}}"""u8.ToArray();

    /// <summary>A redirect would carry the headers to another place.</summary>
    private static readonly HttpMessageInvoker Connections = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private readonly EventQueue _events = new();
    private readonly PictureSenders _senders = new();

    /// <summary>What the server told last to be at work: older servers say no more about a picture than that it is one.</summary>
    private RenderProgressed? _atWork;

    /// <summary>The prompt that the server told to run; empty when none.</summary>
    private Guid _running;

    /// <summary>When a text was last taken for a sign of its life.</summary>
    private long? _signAt;

    /// <summary>So many tries in a row without a connection are told to the operator.</summary>
    private const int TriesToTell = 4;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A connection that lasted so long was well.</summary>
    private static readonly TimeSpan LastsWhenWell = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Texts may come often; they would push out what says more.</summary>
    private static readonly TimeSpan BetweenSigns = TimeSpan.FromSeconds(5);

    private int _followers;
    private TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// That of the present connection, or while there is none, of the next: events of prompts that are sent meanwhile come as
    /// soon as it stands. New for every connection: the server forgets a newer socket of the same id when the older one
    /// closes. Prompts that were sent under an older id are polled.
    /// </summary>
    public string ClientId { get; private set; } = NewClientId();

    public bool IsConnected { get; private set; }

    /// <summary>How often the server is asked for a sign of life; one that gives none for twice as long is not connected.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    public string? Trouble { get; private set; }

    public bool TryRead(out RenderEvent happened) => _events.TryRead(out happened);

    /// <summary>These nodes of a prompt that is about to be sent make pictures that come here and nowhere else.</summary>
    public void ExpectPictures(Guid promptId, IReadOnlySet<string> nodes) => _senders.Add(promptId, nodes);

    /// <summary>Whether nobody follows it.</summary>
    public bool IsAtRest => Volatile.Read(ref _followers) == 0;

    public void Reconnect() => Volatile.Read(ref _hurry).TrySetResult();

    /// <summary>Connects and listens, again and again, until canceled.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var retries = new Backoff(FirstRetry, LongestRetry);
        Interlocked.Increment(ref _followers);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await FollowOnceAsync(retries, cancellationToken);
                if (!cancellationToken.IsCancellationRequested)
                {
                    await PauseAsync(retries.Next(), cancellationToken);
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _followers);
        }
    }

    /// <summary>One connection, from its beginning to its end. Whatever ends it, the next one is tried.</summary>
    private async Task FollowOnceAsync(Backoff retries, CancellationToken cancellationToken)
    {
        var isConnected = false;
        var begun = clock.GetTimestamp();
        try
        {
            using var socket = await ConnectAsync(cancellationToken);
            isConnected = IsConnected = true;
            NoteConnected();
            await ListenAsync(socket, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody follows any more.
        }
        catch (Exception exception)
        {
            // A connection that dies by its keep-alive is reported as a cancellation.
            Disconnected(root, exception.GetBaseException().Message);
            NoteFailure(exception.GetBaseException().Message, retries);
        }

        IsConnected = false;
        if (clock.GetElapsedTime(begun) >= LastsWhenWell)
        {
            retries.Reset();
        }

        if (isConnected)
        {
            ClientId = NewClientId();
            _running = Guid.Empty;
            _senders.Clear();
            Publish(new ConnectionLost());
        }
    }

    private void NoteConnected()
    {
        if (Trouble is not null)
        {
            FollowedAgain(root);
        }

        Trouble = null;
        onEvent();
    }

    private void NoteFailure(string reason, Backoff retries)
    {
        if (retries.Failures < TriesToTell || Trouble is not null)
        {
            return;
        }

        Trouble = $"Its events cannot be followed, so progress and previews are missing and prompts are polled: {reason}";
        NotFollowed(root, reason);
        onEvent();
    }

    /// <summary>
    /// Until the time is over, or the server was heard of; but a server that closes each connection is not asked without a
    /// pause.
    /// </summary>
    private async Task PauseAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var least = wait < LeastPause ? wait : LeastPause;
        await Task.Delay(least, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAny(Volatile.Read(ref _hurry).Task, Task.Delay(wait - least, cancellationToken));
        Volatile.Write(ref _hurry, new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private async Task<ClientWebSocket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = KeepAliveInterval;
        socket.Options.KeepAliveTimeout = KeepAliveInterval * 2;
        foreach (var (header, value) in headers)
        {
            socket.Options.SetRequestHeader(header, value);
        }

        var address = new UriBuilder(new Uri(root, "ws")) { Query = $"clientId={ClientId}" };
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ConnectTimeout);
        try
        {
            await socket.ConnectAsync(address.Uri, Connections, timeout.Token);
            await socket.SendAsync(WantsMetadata, WebSocketMessageType.Text, endOfMessage: true, timeout.Token);
            return socket;
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (exception.GetBaseException() is not SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            {
                // The server may know this connection, and forget a later one of the same id when it sees it end.
                ClientId = NewClientId();
                Publish(new ClientIdChanged());
            }

            throw;
        }
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

                // What is too large for a preview is read and dropped, unless it may be a result.
                if (part.MessageType == WebSocketMessageType.Text || buffer.WrittenCount <= LargestPreview || _senders.Any)
                {
                    buffer.Advance(part.Count);
                }
            }
            while (!part.EndOfMessage);

            if (part.MessageType == WebSocketMessageType.Text)
            {
                Note(buffer.WrittenSpan.ToArray());
            }
            else if (buffer.WrittenCount <= LargestPreview || _senders.Any)
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
                _running = happened switch
                {
                    RenderStarted or RenderProgressed => happened.PromptId,
                    RenderEnded => Guid.Empty,
                    _ => _running,
                };
                if (happened is RenderEnded)
                {
                    _senders.Remove(happened.PromptId);
                }

                Publish(happened);
            }
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            // Custom nodes send what they like, and events are hints: polling finds out the truth.
            Unreadable(root, exception.Message);
        }
    }

    private void NotePicture(ReadOnlySpan<byte> message)
    {
        try
        {
            if (ComfyUiPreviews.Read(message, _atWork) is not { } picture)
            {
                NoteSign(message);
                return;
            }

            if (_senders.IsResult(picture))
            {
                Publish(new PictureSent(picture.PromptId, picture.Node!, new(picture.ContentType, picture.Image)));
            }
            else if (message.Length <= LargestPreview)
            {
                Publish(picture);
            }
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            Unreadable(root, exception.Message);
        }
    }

    /// <summary>A node that waits for somebody else, as those of paid services do, says nothing but texts meanwhile: it is alive.</summary>
    private void NoteSign(ReadOnlySpan<byte> message)
    {
        if (_running != Guid.Empty && ComfyUiPreviews.IsText(message) &&
            (_signAt is not { } at || clock.GetElapsedTime(at) >= BetweenSigns))
        {
            _signAt = clock.GetTimestamp();
            Publish(new SignOfLife(_running));
        }
    }

    /// <summary>Whatever a reader stumbles over that the server wrote.</summary>
    private static bool IsUnreadable(Exception exception) =>
        exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or FormatException
            or IndexOutOfRangeException;

    private void Publish(RenderEvent happened)
    {
        if (!_events.TryWrite(happened))
        {
            PictureDropped(root, happened.PromptId);
        }

        onEvent();
    }

    private static string NewClientId() => $"art-engine-{Guid.NewGuid():N}";

    [LoggerMessage(LogLevel.Warning,
        "The events of {Server} cannot be followed; its prompts are polled, without progress and " +
        "previews. A proxy before it must pass WebSockets on: {Reason}")]
    private partial void NotFollowed(Uri server, string reason);

    [LoggerMessage(LogLevel.Information, "The events of {Server} are followed again")]
    private partial void FollowedAgain(Uri server);

    [LoggerMessage(LogLevel.Debug, "The socket to {Server} is closed: {Reason}")]
    private partial void Disconnected(Uri server, string reason);

    [LoggerMessage(LogLevel.Warning, "A picture that {Server} sent for prompt {PromptId} is dropped: too many wait to be stored")]
    private partial void PictureDropped(Uri server, Guid promptId);

    [LoggerMessage(LogLevel.Debug, "An event of {Server} cannot be read: {Reason}")]
    private partial void Unreadable(Uri server, string reason);
}
