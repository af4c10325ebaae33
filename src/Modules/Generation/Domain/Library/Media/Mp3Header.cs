using System.Buffers.Binary;

namespace ArtEngine.Generation.Domain.Library.Media;

/// <summary>MP3: encoders write into an empty first frame how many follow it.</summary>
internal static class Mp3Header
{
    private static readonly int[] Rates = [44_100, 48_000, 32_000];

    /// <param name="frame">The first frame.</param>
    public static MediaFacts Read(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 4 || frame[0] != 0xFF || (frame[1] & 0xE6) != 0xE2 || ((frame[2] >> 2) & 3) == 3)
        {
            return new(null, "mp3");
        }

        // 3 is MPEG 1, 2 is MPEG 2 with half the rate, 0 is MPEG 2.5 with a quarter.
        var (version, isMono) = ((frame[1] >> 3) & 3, frame[3] >> 6 == 3);
        var rate = Rates[(frame[2] >> 2) & 3] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
        var samples = version == 3 ? 1_152 : 576;
        var mark = 4 + (version == 3 ? (isMono ? 17 : 32) : isMono ? 9 : 17);
        return new(Frames(frame, mark) * (double)samples / rate, "mp3");
    }

    private static uint? Frames(ReadOnlySpan<byte> frame, int mark)
    {
        if (frame.Length < mark + 12)
        {
            return null;
        }

        var box = frame[mark..];
        var hasFrames = (box.StartsWith("Xing"u8) || box.StartsWith("Info"u8)) && (box[7] & 1) == 1;
        return hasFrames ? BinaryPrimitives.ReadUInt32BigEndian(box[8..]) : null;
    }
}
