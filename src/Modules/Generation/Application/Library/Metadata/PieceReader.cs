namespace ArtEngine.Generation.Application.Library.Metadata;

/// <summary>Reads a file piece by piece. A piece is good until the next one is asked for.</summary>
internal sealed class PieceReader(Stream source)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Ends the reading.</summary>
    public CancellationToken Canceled { get; set; }

    /// <summary>So many bytes, or as many as are left, without passing them.</summary>
    /// <param name="count">At most what the buffer holds.</param>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int count)
    {
        if (_start + count > _buffer.Length)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        while (_end - _start < count && await source.ReadAsync(_buffer.AsMemory(_end), Canceled) is var read and > 0)
        {
            _end += read;
        }

        return _buffer.AsMemory(_start, Math.Min(count, _end - _start));
    }

    /// <summary>The same, and passes them.</summary>
    public async ValueTask<Memory<byte>> TakeAsync(int count)
    {
        var taken = await PeekAsync(count);
        _start += taken.Length;
        return _buffer.AsMemory(_start - taken.Length, taken.Length);
    }

    /// <summary>So many bytes in pieces, or as many as are left.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> CopyAsync(long count)
    {
        while (count > 0)
        {
            var piece = await TakeAsync(_end > _start ? (int)Math.Min(count, _end - _start) : 1);
            if (piece.IsEmpty)
            {
                yield break;
            }

            count -= piece.Length;
            yield return piece;
        }
    }

    /// <summary>Passes so many bytes over.</summary>
    public async ValueTask SkipAsync(long count)
    {
        await foreach (var _ in CopyAsync(count))
        {
            // Dropped.
        }
    }
}
