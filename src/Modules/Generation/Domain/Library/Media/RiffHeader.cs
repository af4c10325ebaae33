using System.Buffers.Binary;

namespace ArtEngine.Generation.Domain.Library.Media;

/// <summary>WAV and AVI.</summary>
internal static class RiffHeader
{
    private const int Extensible = 0xFFFE;

    public static MediaFacts ReadWave(ReadOnlySpan<byte> head)
    {
        string? codec = null;
        uint bytesPerSecond = 0;
        for (long at = 12; at + 8 <= head.Length;)
        {
            var chunk = head[(int)at..];
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("fmt "u8) && chunk.Length >= 24)
            {
                bytesPerSecond = BinaryPrimitives.ReadUInt32LittleEndian(chunk[16..]);
                codec = CodecOf(chunk);
            }
            else if (chunk.StartsWith("data"u8))
            {
                // A program that writes to a pipe does not know the size.
                return new(bytesPerSecond > 0 && size < uint.MaxValue ? size / (double)bytesPerSecond : null, codec);
            }

            at += 8L + size + (size & 1);
        }

        return new(null, codec);
    }

    /// <summary>The main header and that of the first stream stand where all programs write them.</summary>
    public static MediaFacts ReadAvi(ReadOnlySpan<byte> head)
    {
        if (head.Length < 116 || !head[20..28].SequenceEqual("hdrlavih"u8))
        {
            return new(null, null);
        }

        var (microseconds, frames) = (
            BinaryPrimitives.ReadUInt32LittleEndian(head[32..]), BinaryPrimitives.ReadUInt32LittleEndian(head[48..]));
        var (width, height) = (BinaryPrimitives.ReadInt32LittleEndian(head[64..]), BinaryPrimitives.ReadInt32LittleEndian(head[68..]));
        var codec = head[100..104].SequenceEqual("strh"u8) ? System.Text.Encoding.Latin1.GetString(head[112..116]).Trim(' ') : null;
        return new(microseconds * (double)frames / 1e6, codec?.ToLowerInvariant(), new(width, height));
    }

    private static string? CodecOf(ReadOnlySpan<byte> format)
    {
        int code = BinaryPrimitives.ReadUInt16LittleEndian(format[8..]);
        // Then the code that counts begins the long one.
        code = code == Extensible && format.Length >= 34 ? BinaryPrimitives.ReadUInt16LittleEndian(format[32..]) : code;
        return code switch
        {
            1 => "pcm",
            3 => "pcm_float",
            6 => "alaw",
            7 => "mulaw",
            0x55 => "mp3",
            _ => null,
        };
    }
}
