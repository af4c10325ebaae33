using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;

namespace ArtEngine.BuildingBlocks.Infrastructure.WebSockets;

/// <summary>
/// One connection of thousands: it costs two small buffers and no timer. Who does not take a message or answer a ping in time
/// is dropped. A ping goes along with a message, so that a listener who stopped reading is noticed soon after there was
/// something to read; while nothing happens, listeners are asked rarely.
/// </summary>
public sealed class WebSocketConnection(Stream stream, Action drop, TimeSpan patience, TimeProvider clock) : IDisposable
{
    /// <summary>Just often enough for proxies that close what is silent for a minute.</summary>
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(50);

    private static readonly TimeSpan MaxUnasked = TimeSpan.FromMinutes(4);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Lock _over = new();
    // Thousands that were told the same at the same time are not silent until the same second.
    private readonly TimeSpan _maxSilence = MaxSilence * (1 - (Random.Shared.NextDouble() / 5));
    private long _heardAt = clock.GetTimestamp();
    private long _sentAt = clock.GetTimestamp();
    private long _askedAt;
    private bool _isOver;

    /// <summary>Sends one message, with a ping behind it when nothing was heard for a while.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        var frame = ArrayPool<byte>.Shared.Rent(ServerFrame.MaxHead + message.Length + ServerFrame.Ping.Length);
        try
        {
            var length = ServerFrame.WriteHead(frame, type == WebSocketMessageType.Text ? (byte)1 : (byte)2, message.Length);
            message.Span.CopyTo(frame.AsSpan(length));
            length += message.Length;
            if (MayAsk(patience / 2))
            {
                ServerFrame.Ping.CopyTo(frame.AsSpan(length));
                length += ServerFrame.Ping.Length;
            }

            await WriteAsync(frame.AsMemory(0, length), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
            _one.Release();
        }
    }

    /// <summary>Looked after now and then: drops who did not answer, gives a sign of life to who was told nothing for long.</summary>
    public async ValueTask CareAsync(CancellationToken cancellationToken)
    {
        if (IsOverdue())
        {
            Drop();
        }
        else if (clock.GetElapsedTime(Volatile.Read(ref _sentAt)) >= _maxSilence && await _one.WaitAsync(0, cancellationToken))
        {
            try
            {
                await WriteAsync((MayAsk(MaxUnasked) ? ServerFrame.Ping : ServerFrame.Sign).ToArray(), cancellationToken);
            }
            finally
            {
                _one.Release();
            }
        }
    }

    /// <summary>Reads until the listener leaves or is gone, answers its pings, and skips what else it says.</summary>
    public async Task ReadToEndAsync(CancellationToken cancellationToken)
    {
        var hasLeft = false;
        byte[]? asked = null;
        var frames = new ClientFrames((kind, payload) =>
        {
            hasLeft |= kind == FrameKind.Close;
            asked = kind == FrameKind.Ping ? payload.ToArray() : asked;
        });
        var buffer = new byte[64];
        while (!hasLeft && await stream.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            Volatile.Write(ref _heardAt, clock.GetTimestamp());
            Volatile.Write(ref _askedAt, 0);
            frames.Feed(buffer.AsSpan(0, count));
            if (asked is not null)
            {
                await SendControlAsync(FrameKind.Pong, asked, cancellationToken);
                asked = null;
            }
        }
    }

    public Task SayGoodbyeAsync(WebSocketCloseStatus status, CancellationToken cancellationToken)
    {
        var payload = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        return SendControlAsync(FrameKind.Close, payload, cancellationToken);
    }

    public void Dispose()
    {
        lock (_over)
        {
            _isOver = true;
        }

        _one.Dispose();
    }

    /// <summary>What belongs to a request that is over may belong to another one already.</summary>
    private void Drop()
    {
        lock (_over)
        {
            if (!_isOver)
            {
                drop();
            }
        }
    }

    private bool IsOverdue() => Volatile.Read(ref _askedAt) is var asked and not 0 && clock.GetElapsedTime(asked) >= patience;

    private bool MayAsk(TimeSpan unheard)
    {
        if (Volatile.Read(ref _askedAt) != 0 || clock.GetElapsedTime(Volatile.Read(ref _heardAt)) < unheard)
        {
            return false;
        }

        Volatile.Write(ref _askedAt, clock.GetTimestamp());
        return true;
    }

    private async Task SendControlAsync(FrameKind kind, byte[] payload, CancellationToken cancellationToken)
    {
        var frame = new byte[2 + payload.Length];
        ServerFrame.WriteHead(frame, (byte)kind, payload.Length);
        payload.CopyTo(frame, 2);
        await _one.WaitAsync(cancellationToken);
        try
        {
            await WriteAsync(frame, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _sentAt, clock.GetTimestamp());
        var writing = stream.WriteAsync(frames, cancellationToken);
        if (writing.IsCompletedSuccessfully)
        {
            return;
        }

        var written = writing.AsTask();
        try
        {
            await written.WaitAsync(patience, clock, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            Drop();
            // Dropping ends it.
            await written;
        }
    }
}
