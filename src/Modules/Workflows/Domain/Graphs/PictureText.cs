using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>Reads the graph that ComfyUI writes into the pictures that it makes: PNG and WebP.</summary>
internal static class PictureText
{
    private const int MaxChunks = 10_000;

    private static readonly byte[] _png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];
    private static readonly string[] _keywords = ["prompt", "workflow"];

    /// <summary>Whether a file may be such a picture, by its name.</summary>
    public static bool IsPicture(string file) =>
        file.EndsWith(".png", StringComparison.Ordinal) || file.EndsWith(".webp", StringComparison.Ordinal);

    /// <summary>Whether it is such a picture, by its bytes; it is at its beginning afterwards.</summary>
    public static async Task<bool> IsPictureAsync(Stream file, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var head = new byte[12];
        var count = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        return count == head.Length && (head.AsSpan().StartsWith(_png) || IsWebp(head));
    }

    private static bool IsWebp(ReadOnlySpan<byte> head) => head.StartsWith("RIFF"u8) && head[8..].SequenceEqual("WEBP"u8);

    /// <summary>The exported graph, or else the file of the editor, as JSON.</summary>
    /// <param name="picture">The picture, which can be searched.</param>
    /// <param name="maxBytes">Of the graph.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BrokenWorkflowException">There is none.</exception>
    public static async Task<byte[]> ReadAsync(Stream picture, int maxBytes, CancellationToken cancellationToken)
    {
        var head = new byte[12];
        var count = await picture.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var texts = count < head.Length ? []
            : head.AsSpan().StartsWith(_png) ? await PngTextsAsync(picture, maxBytes, cancellationToken)
            : IsWebp(head)
                ? await WebpTextsAsync(picture, maxBytes, cancellationToken)
                : [];
        return _keywords.Select(keyword => texts.GetValueOrDefault(keyword)).FirstOrDefault(text => text is not null) is { } found
            ? Encoding.UTF8.GetBytes(found)
            : throw new BrokenWorkflowException(
                "It is a picture without a workflow in it. ComfyUI writes one into what it saves as PNG or WebP, unless told not to.");
    }

    private static async Task<Dictionary<string, string>> PngTextsAsync(
        Stream picture, int maxBytes, CancellationToken cancellationToken)
    {
        picture.Position = _png.Length;
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

    /// <summary>Pillow writes them as EXIF texts, <c>prompt:{...}</c>, each ended by a NUL.</summary>
    private static async Task<Dictionary<string, string>> WebpTextsAsync(Stream picture, int maxBytes, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var (_, bytes) in ChunksAsync(picture, isPng: false, maxBytes, cancellationToken))
        {
            foreach (var keyword in _keywords)
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
        if (end < 0 || !_keywords.Contains(Encoding.Latin1.GetString(bytes, 0, end)))
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
