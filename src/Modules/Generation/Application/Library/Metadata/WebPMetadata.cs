using System.Buffers.Binary;

namespace ArtEngine.Generation.Application.Library.Metadata;

/// <summary>
/// Goes through the chunks of a WebP, whose length is told at its beginning: what is dropped is overwritten with zeros under a
/// name that readers pass over.
/// </summary>
internal static class WebPMetadata
{
    private const int HeaderLength = 12;
    private const byte HasExifOrXmp = 0x08 | 0x04;

    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> WithoutAsync(PieceReader webp)
    {
        yield return await webp.TakeAsync(HeaderLength);
        while (await webp.PeekAsync(9) is { Length: > 8 } header)
        {
            var name = header.Span[..4];
            var isFlags = name.SequenceEqual("VP8X"u8);
            var isDropped = name.SequenceEqual("EXIF"u8) || name.SequenceEqual("XMP "u8);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(header.Span[4..]);
            var start = await webp.TakeAsync(isFlags ? 9 : 8);
            if (isFlags)
            {
                start.Span[8] &= unchecked((byte)~HasExifOrXmp);
            }
            else if (isDropped)
            {
                "JUNK"u8.CopyTo(start.Span);
            }

            yield return start;
            await foreach (var piece in webp.CopyAsync(size + (size & 1L) - (isFlags ? 1 : 0)))
            {
                yield return isDropped ? new byte[piece.Length] : piece;
            }
        }
    }
}
