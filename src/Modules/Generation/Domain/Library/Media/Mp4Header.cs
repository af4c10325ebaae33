using System.Buffers.Binary;
using System.Text;

namespace ArtEngine.Generation.Domain.Library.Media;

/// <summary>Films and sound in the layout of MPEG-4 and QuickTime.</summary>
internal static class Mp4Header
{
    /// <summary>Of a box: its size and its type.</summary>
    private const int BoxHead = 8;

    private static readonly Dictionary<string, string> Codecs = new (string Codec, string[] Codes)[]
    {
        ("h264", ["avc1", "avc3"]),
        ("hevc", ["hev1", "hvc1"]),
        ("av1", ["av01"]),
        ("vp8", ["vp08"]),
        ("vp9", ["vp09"]),
        ("mpeg4", ["mp4v"]),
        ("mjpeg", ["jpeg"]),
        ("prores", ["apch", "apcn", "apcs", "apco", "ap4h", "ap4x"]),
        ("aac", ["mp4a"]),
        ("ac3", ["ac-3"]),
        ("eac3", ["ec-3"]),
    }.SelectMany(codec => codec.Codes.Select(code => (code, codec.Codec))).ToDictionary(StringComparer.Ordinal);

    /// <param name="moov">The beginning of the box of that name.</param>
    public static MediaFacts Read(ReadOnlySpan<byte> moov)
    {
        var movie = moov[Math.Min(HeadOf(moov), moov.Length)..];
        var seconds = Seconds(movie);
        var tracks = movie;
        string? sound = null;
        while (Next(ref tracks, "trak"u8, out var track))
        {
            var media = Child(track, "mdia"u8);
            var handler = Child(media, "hdlr"u8);
            var samples = Child(Child(Child(media, "minf"u8), "stbl"u8), "stsd"u8);
            if (handler.Length < 12 || samples.Length < 16)
            {
                continue;
            }

            var sample = samples[8..];
            if (handler[8..12].SequenceEqual("vide"u8))
            {
                return new(seconds, CodecOf(sample), SizeOf(sample));
            }

            sound ??= handler[8..12].SequenceEqual("soun"u8) ? CodecOf(sample) : null;
        }

        return new(seconds, sound);
    }

    /// <summary>A box that counts its size in 64 bits has it behind the type.</summary>
    private static int HeadOf(ReadOnlySpan<byte> box) =>
        box.Length >= BoxHead && BinaryPrimitives.ReadUInt32BigEndian(box) == 1 ? 2 * BoxHead : BoxHead;

    private static double? Seconds(ReadOnlySpan<byte> movie)
    {
        var box = Child(movie, "mvhd"u8);
        var isLong = box.Length > 0 && box[0] == 1;
        if (box.Length < (isLong ? 32 : 20))
        {
            return null;
        }

        var scale = BinaryPrimitives.ReadUInt32BigEndian(box[(isLong ? 20 : 12)..]);
        var length = isLong ? BinaryPrimitives.ReadUInt64BigEndian(box[24..]) : BinaryPrimitives.ReadUInt32BigEndian(box[16..]);
        // All ones: who wrote it did not know.
        return scale > 0 && length is not (uint.MaxValue or ulong.MaxValue) ? length / (double)scale : null;
    }

    private static string CodecOf(ReadOnlySpan<byte> sample)
    {
        var code = Encoding.Latin1.GetString(sample[4..8]);
        return Codecs.GetValueOrDefault(code, code.Trim(' ').ToLowerInvariant());
    }

    private static PictureSize? SizeOf(ReadOnlySpan<byte> sample) => sample.Length < 36
        ? null
        : new(BinaryPrimitives.ReadUInt16BigEndian(sample[32..]), BinaryPrimitives.ReadUInt16BigEndian(sample[34..]));

    private static ReadOnlySpan<byte> Child(ReadOnlySpan<byte> boxes, ReadOnlySpan<byte> type) =>
        Next(ref boxes, type, out var child) ? child : [];

    /// <summary>What is in the next box of the type, as far as it is there; what stands behind it is left to be looked through.</summary>
    private static bool Next(scoped ref ReadOnlySpan<byte> boxes, ReadOnlySpan<byte> type, out ReadOnlySpan<byte> content)
    {
        while (boxes.Length >= BoxHead && BinaryPrimitives.ReadUInt32BigEndian(boxes) is >= BoxHead and var size)
        {
            var box = boxes[..(int)Math.Min(size, (uint)boxes.Length)];
            boxes = boxes[box.Length..];
            if (box[4..8].SequenceEqual(type))
            {
                content = box[BoxHead..];
                return true;
            }
        }

        content = [];
        return false;
    }
}
