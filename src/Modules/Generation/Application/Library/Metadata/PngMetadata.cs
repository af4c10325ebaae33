using System.Buffers.Binary;
using System.Text;

namespace ArtEngine.Generation.Application.Library.Metadata;

/// <summary>Goes through the chunks of a PNG.</summary>
internal static class PngMetadata
{
    private const int SignatureLength = 8;
    private const int LongestKeyword = 80;

    /// <summary>What a viewer needs, animations and high dynamic range included.</summary>
    private static readonly HashSet<string> Shown =
    [
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "hIST", "sPLT", "cICP", "mDCV", "cLLI",
        "acTL", "fcTL", "fdAT", "pHYs",
    ];

    private static readonly HashSet<string> Texts = ["tEXt", "zTXt", "iTXt"];

    private static readonly HashSet<string> Credits = ["Title", "Author", "Copyright", "Software", "Creation Time"];

    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> WithoutAsync(PieceReader png, bool keepsCredits)
    {
        yield return await png.TakeAsync(SignatureLength);
        while (true)
        {
            ReadOnlyMemory<byte> header = (await png.TakeAsync(8)).ToArray();
            if (header.Length < 8)
            {
                yield return header;
                yield break;
            }

            var type = Encoding.Latin1.GetString(header.Span[4..]);
            var rest = BinaryPrimitives.ReadUInt32BigEndian(header.Span) + 4L;
            if (Shown.Contains(type) || (keepsCredits && (type == "tIME" || (Texts.Contains(type) && await IsCreditAsync(png)))))
            {
                yield return header;
                await foreach (var piece in png.CopyAsync(rest))
                {
                    yield return piece;
                }
            }
            else
            {
                await png.SkipAsync(rest);
            }

            if (type == "IEND")
            {
                // What lies behind is no part of the picture.
                yield break;
            }
        }
    }

    private static async ValueTask<bool> IsCreditAsync(PieceReader png)
    {
        var text = await png.PeekAsync(LongestKeyword);
        var end = text.Span.IndexOf((byte)0);
        return end > 0 && Credits.Contains(Encoding.Latin1.GetString(text.Span[..end]));
    }
}
