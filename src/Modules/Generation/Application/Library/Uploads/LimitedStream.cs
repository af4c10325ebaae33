using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>Counts what is read, and breaks off when it is more than an upload may have.</summary>
internal sealed class LimitedStream(Stream source, long mostBytes, string setting) : ReadOnlyStream
{
    private long _count;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(buffer, cancellationToken);
        _count += count;
        return _count <= mostBytes ? count : throw TooLarge(mostBytes, setting);
    }

    /// <summary>What is said to whoever gives more.</summary>
    public static AppException TooLarge(long mostBytes, string setting = "Uploads:MaxBytes") => new(
        ErrorKind.TooLarge, "body_too_large", $"The file has more than {mostBytes} bytes (the operator's setting {setting}).");
}
