using System.Buffers.Binary;

namespace ArtEngine.Generation.Domain.Library;

/// <summary>What the beginning of an input picture tells of the rest, where it does.</summary>
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

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
