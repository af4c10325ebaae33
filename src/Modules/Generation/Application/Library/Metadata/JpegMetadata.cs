using System.Buffers.Binary;

namespace ArtEngine.Generation.Application.Library.Metadata;

/// <summary>Goes through the segments of a JPEG up to the picture itself.</summary>
internal static class JpegMetadata
{
    private const byte StartOfScan = 0xDA;
    private const byte Comment = 0xFE;
    private const byte App0 = 0xE0;
    private const byte ColourProfile = 0xE2;
    private const byte Adobe = 0xEE;
    private const byte App15 = 0xEF;

    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> WithoutAsync(PieceReader jpeg)
    {
        yield return await jpeg.TakeAsync(2);
        while (await jpeg.PeekAsync(4) is { Length: 4 } header && header.Span[0] == 0xFF && header.Span[1] is not (StartOfScan or 0xFF))
        {
            var length = 2L + BinaryPrimitives.ReadUInt16BigEndian(header.Span[2..]);
            if (await IsDroppedAsync(jpeg, header.Span[1]))
            {
                await jpeg.SkipAsync(length);
                continue;
            }

            await foreach (var piece in jpeg.CopyAsync(length))
            {
                yield return piece;
            }
        }

        await foreach (var piece in jpeg.CopyAsync(long.MaxValue))
        {
            yield return piece;
        }
    }

    private static async ValueTask<bool> IsDroppedAsync(PieceReader jpeg, byte marker) => marker switch
    {
        Comment => true,
        App0 or Adobe => false,
        ColourProfile => !(await jpeg.PeekAsync(15)).Span[4..].StartsWith("ICC_PROFILE"u8),
        _ => marker is > App0 and <= App15,
    };
}
