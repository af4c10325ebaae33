using System.Buffers.Binary;

namespace ArtEngine.Generation.Domain.Library;

/// <summary>What the beginning of an input file tells of the rest, where it does.</summary>
internal static class UploadHeader
{
    private const int MaxEntries = 500;

    /// <summary>A picture's width and height; null when it is none, or the beginning does not tell.</summary>
    public static PictureSize? Size(ReadOnlySpan<byte> head) => PictureSize.Read(head) ?? UploadFormat.Of(head)?.ContentType switch
    {
        "image/bmp" => Positive(Bmp(head)),
        "image/tiff" => Positive(Tiff(head)),
        "image/avif" or "image/heic" => Positive(Largest(head)),
        _ => null,
    };

    /// <summary>How long sound or film lasts, in seconds; null when the beginning does not tell.</summary>
    public static double? Seconds(ReadOnlySpan<byte> head) => UploadFormat.Of(head)?.ContentType switch
    {
        "audio/wav" => Wave(head),
        "audio/flac" => Flac(head),
        "video/mp4" or "video/quicktime" or "audio/mp4" => Movie(head),
        _ => null,
    };

    private static PictureSize? Positive(PictureSize? size) => size is { Width: > 0, Height: > 0 } ? size : null;

    private static PictureSize? Bmp(ReadOnlySpan<byte> head) => head.Length < 26 ? null
        : head[14] == 12
            ? new(BinaryPrimitives.ReadUInt16LittleEndian(head[18..]), BinaryPrimitives.ReadUInt16LittleEndian(head[20..]))
            : new(BinaryPrimitives.ReadInt32LittleEndian(head[18..]), Magnitude(BinaryPrimitives.ReadInt32LittleEndian(head[22..])));

    /// <summary>A picture whose rows go from top to bottom has a negative height.</summary>
    private static int Magnitude(int height) => height == int.MinValue ? 0 : Math.Abs(height);

    private static PictureSize? Tiff(ReadOnlySpan<byte> head)
    {
        var isLittle = head[0] == (byte)'I';
        var at = head.Length < 8 ? long.MaxValue - 2 : UInt32(head[4..], isLittle);
        if (at + 2 > head.Length)
        {
            return null;
        }

        var (width, height) = (0L, 0L);
        var entries = head[((int)at + 2)..];
        for (var i = 0; i < Math.Min((int)UInt16(head[(int)at..], isLittle), MaxEntries) && (i + 1) * 12 <= entries.Length; i++)
        {
            var entry = entries[(i * 12)..];
            // 3 is a short number, 4 a long one.
            long value = UInt16(entry[2..], isLittle) == 3 ? UInt16(entry[8..], isLittle) : UInt32(entry[8..], isLittle);
            (width, height) = UInt16(entry, isLittle) switch
            {
                256 => (value, height),
                257 => (width, value),
                _ => (width, height),
            };
        }

        return width <= int.MaxValue && height <= int.MaxValue ? new((int)width, (int)height) : null;
    }

    /// <summary>Each picture and tile in it has a box with its size; the whole is the largest.</summary>
    private static PictureSize? Largest(ReadOnlySpan<byte> head)
    {
        PictureSize? largest = null;
        while (head.IndexOf("ispe"u8) is >= 0 and var at && at + 16 <= head.Length)
        {
            var (width, height) = (UInt32(head[(at + 8)..], false), UInt32(head[(at + 12)..], false));
            var most = (long)(largest?.Width ?? 0) * (largest?.Height ?? 0);
            if (width <= int.MaxValue && height <= int.MaxValue && (long)width * height >= most)
            {
                largest = new((int)width, (int)height);
            }

            head = head[(at + 4)..];
        }

        return largest;
    }

    private static double? Wave(ReadOnlySpan<byte> head)
    {
        uint? bytesPerSecond = null;
        for (long at = 12; at + 8 <= head.Length;)
        {
            var chunk = head[(int)at..];
            var size = (long)UInt32(chunk[4..], true);
            if (chunk.StartsWith("fmt "u8) && chunk.Length >= 24)
            {
                bytesPerSecond = UInt32(chunk[16..], true);
            }
            else if (chunk.StartsWith("data"u8))
            {
                // Who wrote it to a pipe did not know the size.
                return bytesPerSecond is > 0 && size < uint.MaxValue ? size / (double)bytesPerSecond : null;
            }

            at += 8 + size + (size & 1);
        }

        return null;
    }

    private static double? Flac(ReadOnlySpan<byte> head)
    {
        if (head.Length < 26)
        {
            return null;
        }

        var bits = BinaryPrimitives.ReadUInt64BigEndian(head[18..]);
        var (rate, samples) = (bits >> 44, bits & 0xF_FFFF_FFFF);
        return rate > 0 && samples > 0 ? samples / (double)rate : null;
    }

    private static double? Movie(ReadOnlySpan<byte> head)
    {
        if (head.IndexOf("mvhd"u8) is not (>= 0 and var at) || head[at..] is not { Length: >= 36 } box)
        {
            return null;
        }

        var isLong = box[4] == 1;
        var scale = UInt32(box[(isLong ? 24 : 16)..], false);
        var length = isLong ? BinaryPrimitives.ReadUInt64BigEndian(box[28..]) : UInt32(box[20..], false);
        return scale > 0 && length is not (uint.MaxValue or ulong.MaxValue) ? length / (double)scale : null;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
