using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>
/// An object's bytes. The beginning came with the answer that told its length; whatever else is read comes in one request
/// from there to the end, as fast as it is read.
/// </summary>
internal sealed class S3ObjectStream(S3Objects objects, string key, S3Piece first) : ReadOnlyStream
{
    /// <summary>Servers and proxies close a connection whose reader is slow. After so many bytes it is worth another one.</summary>
    private const long WorthResuming = 1024 * 1024;

    private readonly string? _version = first.Version;
    private S3Piece? _piece = first;
    private long _position;

    public override bool CanSeek => true;

    public override long Length { get; } = first.Total;

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

        var count = await ReadSomeAsync(buffer, cancellationToken);
        _position += count;
        if (_position >= _piece!.End)
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

    private async Task<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            _piece ??= await ResumeAsync(cancellationToken);
            return await _piece.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException) when (_piece is { Given: >= WorthResuming } && !cancellationToken.IsCancellationRequested)
        {
            ClosePiece();
            _piece = await ResumeAsync(cancellationToken);
            return await _piece.ReadAsync(buffer, cancellationToken);
        }
    }

    /// <summary>Asks for the object as it was found; fails when it was replaced since.</summary>
    private async Task<S3Piece> ResumeAsync(CancellationToken cancellationToken)
    {
        var piece = await objects.ReadAsync(key, _position, last: null, _version, cancellationToken);
        if (piece.Total == Length && piece.Version == _version)
        {
            return piece;
        }

        // Not every server looks at conditions.
        piece.Dispose();
        throw new IOException($"{key} was replaced in the S3 server while it was read.");
    }

    private void ClosePiece()
    {
        _piece?.Dispose();
        _piece = null;
    }
}
