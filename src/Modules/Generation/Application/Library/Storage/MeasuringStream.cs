using System.Security.Cryptography;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Domain.Library.Media;

namespace ArtEngine.Generation.Application.Library.Storage;

/// <summary>Passes bytes on and learns their number, hashes and what tells of them on the way, so that no file is held in memory.</summary>
internal sealed class MeasuringStream(Stream source) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Blake3Hash _blake3 = new();
    private long _length;

    /// <summary>The pieces of what was passed on that say what it is.</summary>
    public FileExcerpt Excerpt { get; } = new();

    /// <summary>The bytes passed on so far.</summary>
    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>The SHA-256 of what was passed on, in lower-case hex digits.</summary>
    public string Hash() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>The BLAKE3 of the same, likewise.</summary>
    public string Blake3() => _blake3.ToHex();

    /// <summary>Why the source could not be read on; null while it could. Whoever reads may hide it behind a fault of its own.</summary>
    public Exception? SourceFault { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var count = await source.ReadAsync(buffer, cancellationToken);
            Note(buffer.Span[..count]);
            return count;
        }
        catch (Exception exception)
        {
            SourceFault = exception;
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _blake3.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        Excerpt.Note(bytes);
        _hash.AppendData(bytes);
        _blake3.Append(bytes);
        _length += bytes.Length;
    }
}
