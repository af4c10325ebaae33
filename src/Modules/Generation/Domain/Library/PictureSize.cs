using System.Buffers.Binary;

namespace ArtEngine.Generation.Domain.Library;

/// <summary>A picture's width and height in pixels, read from the first bytes of the file.</summary>
internal readonly record struct PictureSize(int Width, int Height)
{
    private const int StartOfFrame0 = 0xC0;
    private const int StartOfFrame15 = 0xCF;

    /// <summary>Null when the format is not PNG, JPEG, GIF or WebP, or the header is broken or longer than what is given.</summary>
    public static PictureSize? Read(ReadOnlySpan<byte> head) => ReadHead(head) is { Width: > 0, Height: > 0 } size ? size : null;

    private static PictureSize? ReadHead(ReadOnlySpan<byte> head) => head switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] when head.Length >= 24 =>
            new(BinaryPrimitives.ReadInt32BigEndian(head[16..]), BinaryPrimitives.ReadInt32BigEndian(head[20..])),
        [(byte)'G', (byte)'I', (byte)'F', ..] when head.Length >= 10 =>
            new(BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..])),
        [0xFF, 0xD8, ..] => ReadJpeg(head),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] when head.Length >= 30 && head[8..12].SequenceEqual("WEBP"u8) =>
            ReadWebP(head[12..]),
        _ => null,
    };

    private static PictureSize? ReadJpeg(ReadOnlySpan<byte> head)
    {
        var at = 2;
        while (at + 9 <= head.Length && head[at] == 0xFF)
        {
            var marker = head[at + 1];
            // C4, C8 and CC lie in the same range but are tables, not frames.
            if (marker is >= StartOfFrame0 and <= StartOfFrame15 and not (0xC4 or 0xC8 or 0xCC))
            {
                return new(BinaryPrimitives.ReadUInt16BigEndian(head[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(head[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(head[(at + 2)..]);
        }

        return null;
    }

    private static PictureSize? ReadWebP(ReadOnlySpan<byte> chunk)
    {
        if (chunk.StartsWith("VP8X"u8))
        {
            return new(1 + UInt24(chunk[12..]), 1 + UInt24(chunk[15..]));
        }

        if (chunk.StartsWith("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(chunk[9..]);
            return new(1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
        }

        return chunk.StartsWith("VP8 "u8)
            ? new(BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(chunk[16..]) & 0x3FFF)
            : null;
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
