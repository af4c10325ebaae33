using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>
/// An object's bytes, asked for piece by piece from where they are read: a range in the middle of a large file costs
/// that range, and a reader who leaves has not set the whole file in motion.
/// </summary>
internal sealed class S3ObjectStream(S3Bucket bucket, S3Entry entry) : ReadOnlyStream
{
    private const long LargestPiece = 8 * 1024 * 1024;

    /// <summary>Doubles with each piece: most pictures come in one request, and few bytes too many are asked for.</summary>
    private long _pieceSize = 1024 * 1024;

    private Stream? _piece;
    private long _pieceEnd;
    private long _position;

    public override bool CanSeek => true;

    public override long Length => entry.Length;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        _piece ??= await OpenPieceAsync(cancellationToken);
        var count = await S3Calls.AskAsync(() => _piece.ReadAsync(buffer, cancellationToken).AsTask(), cancellationToken);
        if (count == 0)
        {
            throw new EndOfStreamException($"The S3 server sent less of {entry.Key} than it has.");
        }

        _position += count;
        if (_position >= _pieceEnd)
        {
            ClosePiece();
        }

        return count;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = offset + origin switch { SeekOrigin.Current => _position, SeekOrigin.End => Length, _ => 0 };
        ArgumentOutOfRangeException.ThrowIfNegative(target, nameof(offset));
        if (target != _position)
        {
            ClosePiece();
            _position = target;
        }

        return target;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ClosePiece();
        }

        base.Dispose(disposing);
    }

    private async Task<Stream> OpenPieceAsync(CancellationToken cancellationToken)
    {
        _pieceEnd = Math.Min(Length, _position + _pieceSize);
        _pieceSize = Math.Min(LargestPiece, _pieceSize * 2);
        return await bucket.ReadAsync(entry, _position, _pieceEnd - 1, cancellationToken);
    }

    private void ClosePiece()
    {
        _piece?.Dispose();
        _piece = null;
    }
}
