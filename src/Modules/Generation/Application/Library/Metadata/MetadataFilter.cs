using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Library.Metadata;

/// <summary>
/// Passes a picture on without what tells of its making: texts, among them ComfyUI's graph with the prompt, Exif and XMP.
/// What it looks like stays as it was, byte for byte. PNG, JPEG and WebP are known; other files go through unchanged.
/// </summary>
/// <param name="source">The file.</param>
/// <param name="keepsCredits">Whether a PNG may say who made it, with what and when.</param>
internal sealed class MetadataFilter(Stream source, bool keepsCredits) : ReadOnlyStream
{
    private const int HeadLength = 12;

    private readonly PieceReader _reader = new(source);
    private IAsyncEnumerator<ReadOnlyMemory<byte>>? _pieces;
    private ReadOnlyMemory<byte> _left;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _reader.Canceled = cancellationToken;
        _pieces ??= PiecesAsync().GetAsyncEnumerator(CancellationToken.None);
        while (_left.IsEmpty)
        {
            if (!await _pieces.MoveNextAsync())
            {
                return 0;
            }

            _left = _pieces.Current;
        }

        var count = Math.Min(buffer.Length, _left.Length);
        _left[..count].CopyTo(buffer);
        _left = _left[count..];
        return count;
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync()
    {
        var head = await _reader.PeekAsync(HeadLength);
        var pieces = head.Span switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => PngMetadata.WithoutAsync(_reader, keepsCredits),
            [0xFF, 0xD8, 0xFF, ..] => JpegMetadata.WithoutAsync(_reader),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P'] =>
                WebPMetadata.WithoutAsync(_reader),
            _ => _reader.CopyAsync(long.MaxValue),
        };
        await foreach (var piece in pieces)
        {
            yield return piece;
        }
    }
}
