using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>
/// Reads JSON as Python writes it: custom nodes put bare <c>NaN</c> and <c>Infinity</c> into outputs, which no JSON
/// reader takes. They become 0: nothing that is read here depends on them. Python also writes halves of surrogate pairs,
/// which no text here may hold; they become U+FFFD.
/// </summary>
internal static class LenientJson
{
    /// <summary>The length of <c>\uXXXX</c>.</summary>
    private const int Escape = 6;

    private static readonly byte[][] Words = ["NaN"u8.ToArray(), "-Infinity"u8.ToArray(), "Infinity"u8.ToArray()];

    /// <summary>As deep as Python writes it; nothing here goes down recursively.</summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1_000 };

    /// <summary>The bytes are changed in place where they hold such words.</summary>
    public static JsonDocument Parse(byte[] utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        }

        ReplaceHalfPairs(utf8);
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

    private static void ReplaceHalfPairs(Span<byte> utf8)
    {
        while (utf8.IndexOf((byte)'\\') is >= 0 and var at)
        {
            utf8 = utf8[at..];
            var isPair = char.IsHighSurrogate(EscapedAt(utf8)) && utf8.Length > Escape && char.IsLowSurrogate(EscapedAt(utf8[Escape..]));
            if (!isPair && char.IsSurrogate(EscapedAt(utf8)))
            {
                "\\ufffd"u8.CopyTo(utf8);
            }

            utf8 = utf8[Math.Min(utf8.Length, isPair ? 2 * Escape : 2)..];
        }
    }

    /// <summary>What <c>\uXXXX</c> stands for; NUL when there is something else.</summary>
    private static char EscapedAt(ReadOnlySpan<byte> utf8) =>
        utf8.Length >= Escape && utf8[0] == (byte)'\\' && utf8[1] == (byte)'u' &&
        Utf8Parser.TryParse(utf8[2..Escape], out ushort code, out var read, 'x') && read == Escape - 2
            ? (char)code
            : '\0';

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
