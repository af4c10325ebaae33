using System.Text.Json;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>
/// Reads JSON as Python writes it: custom nodes put bare <c>NaN</c> and <c>Infinity</c> into outputs, which no JSON
/// reader takes. They become 0: nothing that is read here depends on them.
/// </summary>
internal static class LenientJson
{
    private static readonly byte[][] Words = ["NaN"u8.ToArray(), "-Infinity"u8.ToArray(), "Infinity"u8.ToArray()];

    /// <summary>As deep as Python writes it; nothing here goes down recursively.</summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1_000 };

    /// <summary>The bytes are changed in place where they hold such words.</summary>
    public static JsonDocument Parse(byte[] utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8, Deep);
        }
        catch (JsonException)
        {
            ReplaceWords(utf8);
            return JsonDocument.Parse(utf8, Deep);
        }
    }

    private static void ReplaceWords(Span<byte> utf8)
    {
        var inString = false;
        for (var at = 0; at < utf8.Length; at++)
        {
            if (inString && utf8[at] == (byte)'\\')
            {
                at++;
            }
            else if (utf8[at] == (byte)'"')
            {
                inString = !inString;
            }
            else if (!inString && WordAt(utf8[at..]) is { } word)
            {
                Blank(utf8.Slice(at, word.Length));
                at += word.Length - 1;
            }
        }
    }

    private static byte[]? WordAt(ReadOnlySpan<byte> utf8)
    {
        foreach (var word in Words)
        {
            if (utf8.StartsWith(word))
            {
                return word;
            }
        }

        return null;
    }

    private static void Blank(Span<byte> word)
    {
        word.Fill((byte)' ');
        word[0] = (byte)'0';
    }
}
