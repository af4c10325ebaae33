using System.Buffers.Binary;

namespace ArtEngine.Generation.Domain.Library.Media;

/// <summary>FLAC, in a file of its own.</summary>
internal static class FlacHeader
{
    public static MediaFacts Read(ReadOnlySpan<byte> head) =>
        new(head.Length >= 26 ? Seconds(BinaryPrimitives.ReadUInt64BigEndian(head[18..])) : null, "flac");

    /// <param name="bits">Sampling rate (20 bits), channels (3), bits of a sample (5), number of samples (36).</param>
    private static double? Seconds(ulong bits)
    {
        var (rate, samples) = (bits >> 44, bits & 0xF_FFFF_FFFF);
        return rate > 0 ? samples / (double)rate : null;
    }
}
