using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace ArtEngine.Generation.Domain.Library.Media;

/// <summary>WebM and Matroska.</summary>
internal static class MatroskaHeader
{
    private const uint Segment = 0x18538067, Info = 0x1549A966, Tracks = 0x1654AE6B, Track = 0xAE, Video = 0xE0, Cluster = 0x1F43B675;
    private const uint TimestampScale = 0x2AD7B1, Duration = 0x4489, CodecId = 0x86, PixelWidth = 0xB0, PixelHeight = 0xBA;

    /// <summary>Nanoseconds of a unit of time, unless the file says otherwise.</summary>
    private const double UsualScale = 1_000_000;

    private static readonly Dictionary<string, string> Codecs = new(StringComparer.Ordinal)
    {
        ["V_MPEG4/ISO/AVC"] = "h264",
        ["V_MPEGH/ISO/HEVC"] = "hevc",
        ["A_MPEG/L3"] = "mp3",
        ["A_PCM/INT/LIT"] = "pcm",
    };

    /// <param name="head">The beginning of the file: length and tracks stand before the pictures.</param>
    public static MediaFacts Read(ReadOnlySpan<byte> head)
    {
        var (scale, length) = (UsualScale, (double?)null);
        string? film = null, sound = null;
        var (width, height) = (0L, 0L);
        while (TakeHead(ref head, out var id, out var size) && id != Cluster)
        {
            if (id is Segment or Info or Tracks or Track or Video)
            {
                // What is in them is looked through as if it stood beside them.
                continue;
            }

            var content = head[..(int)Math.Min(size, (ulong)head.Length)];
            head = head[content.Length..];
            switch (id)
            {
                case TimestampScale:
                    scale = Number(content);
                    break;
                case Duration:
                    length = Float(content);
                    break;
                case CodecId when content.StartsWith("V_"u8):
                    film ??= CodecOf(content);
                    break;
                case CodecId:
                    sound ??= CodecOf(content);
                    break;
                case PixelWidth:
                    width = width == 0 ? Number(content) : width;
                    break;
                case PixelHeight:
                    height = height == 0 ? Number(content) : height;
                    break;
            }
        }

        return new(
            length * scale / 1e9, film ?? sound, width <= int.MaxValue && height <= int.MaxValue ? new((int)width, (int)height) : null);
    }

    /// <summary>Id and size of an element: the first bits of each say how many bytes it has.</summary>
    private static bool TakeHead(ref ReadOnlySpan<byte> elements, out uint id, out ulong size)
    {
        (id, size) = (0, 0);
        if (!TakeNumber(ref elements, keepsMark: true, out var name) || name > uint.MaxValue ||
            !TakeNumber(ref elements, keepsMark: false, out size))
        {
            return false;
        }

        id = (uint)name;
        return true;
    }

    private static bool TakeNumber(ref ReadOnlySpan<byte> bytes, bool keepsMark, out ulong number)
    {
        number = 0;
        var length = bytes.IsEmpty ? int.MaxValue : BitOperations.LeadingZeroCount((uint)bytes[0]) - 24 + 1;
        if (length > Math.Min(8, bytes.Length))
        {
            return false;
        }

        number = keepsMark ? bytes[0] : bytes[0] & (0x7FUL >> (length - 1));
        foreach (var next in bytes[1..length])
        {
            number = (number << 8) | next;
        }

        bytes = bytes[length..];
        return true;
    }

    private static long Number(ReadOnlySpan<byte> content)
    {
        var number = 0L;
        foreach (var next in content[..Math.Min(content.Length, 7)])
        {
            number = (number << 8) | next;
        }

        return number;
    }

    private static double? Float(ReadOnlySpan<byte> content) => content.Length switch
    {
        4 => BinaryPrimitives.ReadSingleBigEndian(content),
        8 => BinaryPrimitives.ReadDoubleBigEndian(content),
        _ => null,
    };

    /// <summary>Mostly the format's name behind what kind it is of: <c>V_VP9</c>.</summary>
    private static string CodecOf(ReadOnlySpan<byte> content)
    {
        var code = Encoding.Latin1.GetString(content[..Math.Min(content.Length, 64)]).TrimEnd('\0');
        return Codecs.TryGetValue(code, out var name) ? name : code[Math.Min(2, code.Length)..].Split('/')[0].ToLowerInvariant();
    }
}
