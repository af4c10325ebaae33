using System.Buffers.Binary;

namespace ArtEngine.Generation.Domain.Library.Media;

/// <summary>Ogg with Opus, Vorbis, FLAC or Speex: the last page says how many samples came before its end.</summary>
internal static class OggHeader
{
    private const int PageHead = 27;
    private const int OpusRate = 48_000;

    /// <param name="head">The beginning of the file.</param>
    /// <param name="tail">Its end.</param>
    public static MediaFacts Read(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        if (head.Length < PageHead || head.Length < PageHead + head[26] + 40)
        {
            return new(null, null);
        }

        var packet = head[(PageHead + head[26])..];
        (string? Codec, long Rate, int Skipped) stream = packet.StartsWith("OpusHead"u8)
            ? ("opus", OpusRate, BinaryPrimitives.ReadUInt16LittleEndian(packet[10..]))
            : packet.StartsWith("\u0001vorbis"u8) ? ("vorbis", BinaryPrimitives.ReadUInt32LittleEndian(packet[12..]), 0)
            // 20 bits of the header that files of its own begin with, too.
            : packet.StartsWith("\u007FFLAC"u8) ? ("flac", BinaryPrimitives.ReadUInt32BigEndian(packet[27..]) >> 12, 0)
            : packet.StartsWith("Speex   "u8) ? ("speex", BinaryPrimitives.ReadUInt32LittleEndian(packet[36..]), 0)
            : (null, 0, 0);
        var samples = stream.Rate > 0 ? LastPosition(tail, head[14..18]) - stream.Skipped : null;
        return new(samples / (double)stream.Rate, stream.Codec);
    }

    /// <summary>Of the last page of the stream that says one.</summary>
    private static long? LastPosition(ReadOnlySpan<byte> tail, ReadOnlySpan<byte> stream)
    {
        while (tail.LastIndexOf("OggS"u8) is >= 0 and var at)
        {
            if (at + PageHead <= tail.Length && tail.Slice(at + 14, 4).SequenceEqual(stream) &&
                BinaryPrimitives.ReadInt64LittleEndian(tail[(at + 6)..]) is >= 0 and var position)
            {
                return position;
            }

            tail = tail[..at];
        }

        return null;
    }
}
