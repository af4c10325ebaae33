using System.Buffers;
using System.Net;
using System.Runtime.ExceptionServices;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>The bytes of one PUT: some that are in memory, then the rest as it comes.</summary>
internal sealed class S3Content(ReadOnlyMemory<byte> head, Stream? rest, long wholeLength) : HttpContent
{
    private const int BufferSize = 128 * 1024;

    public S3Content(ReadOnlyMemory<byte> bytes)
        : this(bytes, rest: null, bytes.Length)
    {
    }

    /// <summary>Whether the bytes can be had a second time.</summary>
    public bool CanRepeat => rest is null or { CanSeek: true };

    /// <summary>
    /// Told whose turn it is: the server's (true), to take bytes or to answer, or the source's. Only the server's time is limited.
    /// </summary>
    public Action<bool>? OnTurn { get; set; }

    /// <summary>What went wrong in reading the source; null while nothing did.</summary>
    public ExceptionDispatchInfo? SourceFault { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        OnTurn?.Invoke(true);
        await stream.WriteAsync(head, cancellationToken);
        if (rest is not null)
        {
            await CopyAsync(rest, stream, cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = wholeLength;
        return true;
    }

    private async Task CopyAsync(Stream source, Stream target, CancellationToken cancellationToken)
    {
        if (source.CanSeek)
        {
            source.Position = 0;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await ReadAsync(source, buffer, cancellationToken) is var count and > 0)
            {
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        OnTurn?.Invoke(false);
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            SourceFault = ExceptionDispatchInfo.Capture(exception);
            throw;
        }
        finally
        {
            OnTurn?.Invoke(true);
        }
    }
}
