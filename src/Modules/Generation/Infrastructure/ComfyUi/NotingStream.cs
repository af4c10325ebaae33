using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Remembers what went wrong in reading a body's source, which looks like trouble with the receiver otherwise.</summary>
internal sealed class NotingStream(Stream source) : ReadOnlyStream
{
    /// <summary>What went wrong; null while nothing did.</summary>
    public IOException? Fault { get; private set; }

    public override bool CanSeek => source.CanSeek;

    public override long Length => source.Length;

    public override long Position
    {
        get => source.Position;
        set => source.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception)
        {
            Fault = exception;
            throw;
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => source.Seek(offset, origin);
}
