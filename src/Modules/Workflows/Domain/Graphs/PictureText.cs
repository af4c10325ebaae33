using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>Reads the graph that ComfyUI writes into PNG and WebP.</summary>
internal static class PictureText
{
    private const int MaxChunks = 10_000;

    private const int PngHead = 8;
    private const int WebpHead = 12;

    private static readonly string[] Keywords = ["prompt", "workflow"];

    /// <summary>The graph and the file of the editor, by their names.</summary>
    public static async Task<Dictionary<string, string>> ReadPngAsync(Stream picture, int maxBytes, CancellationToken cancellationToken)
    {
        picture.Position = PngHead;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var (type, bytes) in ChunksAsync(picture, isPng: true, maxBytes, cancellationToken))
        {
            if (PngText(type, bytes, maxBytes) is { } text)
            {
                texts.TryAdd(text.Keyword, text.Text);
            }
        }

        return texts;
    }

    /// <summary>The same of a WebP: Pillow writes them as EXIF texts, <c>prompt:{...}</c>, each ended by a NUL.</summary>
    public static async Task<Dictionary<string, string>> ReadWebpAsync(Stream picture, int maxBytes, CancellationToken cancellationToken)
    {
        picture.Position = WebpHead;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var (_, bytes) in ChunksAsync(picture, isPng: false, maxBytes, cancellationToken))
        {
            foreach (var keyword in Keywords)
            {
                var mark = Encoding.ASCII.GetBytes($"{keyword}:{{");
                if (bytes.AsSpan().IndexOf(mark) is >= 0 and var at)
                {
                    var text = bytes.AsSpan(at + mark.Length - 1);
                    texts.TryAdd(keyword, Encoding.UTF8.GetString(text.IndexOf((byte)0) is >= 0 and var end ? text[..end] : text));
                }
            }
        }

        return texts;
    }

    /// <summary>The chunks that may hold text; the others are passed over without being read.</summary>
    private static async IAsyncEnumerable<(string Type, byte[] Bytes)> ChunksAsync(
        Stream picture, bool isPng, int maxBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var head = new byte[8];
        for (var i = 0; i < MaxChunks; i++)
        {
            if (await picture.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken) < head.Length)
            {
                yield break;
            }

            var type = Encoding.ASCII.GetString(head, isPng ? 4 : 0, 4);
            var length = isPng ? BinaryPrimitives.ReadUInt32BigEndian(head) : BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
            var end = picture.Position + length + (isPng ? 4 : length % 2);
            if (type is "tEXt" or "iTXt" or "zTXt" or "EXIF" && length <= maxBytes && end <= picture.Length)
            {
                var bytes = new byte[length];
                await picture.ReadExactlyAsync(bytes, cancellationToken);
                yield return (type, bytes);
            }

            if (end > picture.Length)
            {
                yield break;
            }

            picture.Position = end;
        }
    }

    private static (string Keyword, string Text)? PngText(string type, byte[] bytes, int maxBytes)
    {
        var end = Array.IndexOf(bytes, (byte)0);
        if (end < 0 || !Keywords.Contains(Encoding.Latin1.GetString(bytes, 0, end)))
        {
            return null;
        }

        var (keyword, rest) = (Encoding.Latin1.GetString(bytes, 0, end), bytes.AsMemory(end + 1));
        return type switch
        {
            "tEXt" => (keyword, Encoding.Latin1.GetString(rest.Span)),
            "zTXt" when rest.Length > 1 && Inflate(rest[1..], maxBytes) is { } text => (keyword, Encoding.Latin1.GetString(text)),
            "iTXt" when Utf8Text(rest, maxBytes) is { } text => (keyword, text),
            _ => null,
        };
    }

    /// <summary>Behind two flags, a language and a translated keyword.</summary>
    private static string? Utf8Text(ReadOnlyMemory<byte> rest, int maxBytes)
    {
        if (rest.Length < 4)
        {
            return null;
        }

        var (isCompressed, text) = (rest.Span[0] == 1, rest[2..]);
        for (var i = 0; i < 2; i++)
        {
            if (text.Span.IndexOf((byte)0) is not (>= 0 and var end))
            {
                return null;
            }

            text = text[(end + 1)..];
        }

        return !isCompressed ? Encoding.UTF8.GetString(text.Span)
            : Inflate(text, maxBytes) is { } plain ? Encoding.UTF8.GetString(plain) : null;
    }

    /// <summary>Null when it is broken, or would be too large.</summary>
    private static byte[]? Inflate(ReadOnlyMemory<byte> packed, int maxBytes)
    {
        try
        {
            using var source = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            var plain = new byte[maxBytes + 1];
            var count = source.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false);
            return count > maxBytes ? null : plain[..count];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
