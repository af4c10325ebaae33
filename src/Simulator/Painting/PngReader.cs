using System.Buffers.Binary;
using System.IO.Compression;

namespace ArtEngine.ComfySimulator.Painting;

/// <summary>Reads the common PNG: 8 bits a channel, not interlaced. Null is the answer to anything else.</summary>
internal static class PngReader
{
    private const long MaxPixels = 64L * 1024 * 1024;

    public static Bitmap? Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Png.Signature))
        {
            return null;
        }

        var parts = Split(file[Png.Signature.Length..]);
        return parts is null ? null : Decode(parts);
    }

    private static Parts? Split(ReadOnlySpan<byte> chunks)
    {
        var parts = new Parts();
        while (chunks.Length >= 12)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(chunks);
            if (length < 0 || length > chunks.Length - 12)
            {
                return null;
            }

            parts.Take(chunks.Slice(4, 4), chunks.Slice(8, length));
            chunks = chunks[(12 + length)..];
        }

        return parts.IsComplete ? parts : null;
    }

    private static Bitmap? Decode(Parts parts)
    {
        var (width, height, channels) = (parts.Width, parts.Height, parts.Channels);
        var rgb = new byte[width * height * 3];
        var row = new byte[width * channels];
        var above = new byte[width * channels];
        parts.Data.Position = 0;
        using var zlib = new ZLibStream(parts.Data, CompressionMode.Decompress);
        try
        {
            for (var y = 0; y < height; y++)
            {
                var filter = zlib.ReadByte();
                zlib.ReadExactly(row);
                Unfilter(filter, row, above, channels);
                parts.ToRgb(row, rgb.AsSpan(y * width * 3, width * 3));
                (above, row) = (row, above);
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or IndexOutOfRangeException)
        {
            return null;
        }

        return new Bitmap(width, height, rgb);
    }

    private static void Unfilter(int filter, byte[] row, byte[] above, int channels)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var left = i >= channels ? row[i - channels] : 0;
            var corner = i >= channels ? above[i - channels] : 0;
            row[i] += filter switch
            {
                0 => 0,
                1 => (byte)left,
                2 => above[i],
                3 => (byte)((left + above[i]) / 2),
                4 => (byte)Paeth(left, above[i], corner),
                _ => throw new InvalidDataException("Unknown filter."),
            };
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        var guess = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private sealed class Parts
    {
        private byte[] palette = [];
        private int colourType = -1;

        public int Width { get; private set; }

        public int Height { get; private set; }

        public MemoryStream Data { get; } = new();

        public int Channels => colourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

        public bool IsComplete => colourType >= 0 && Data.Length > 0;

        public void Take(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
        {
            if (type.SequenceEqual("IHDR"u8) && data.Length == 13)
            {
                TakeHeader(data);
            }
            else if (type.SequenceEqual("PLTE"u8))
            {
                palette = data.ToArray();
            }
            else if (type.SequenceEqual("IDAT"u8))
            {
                Data.Write(data);
            }
        }

        public void ToRgb(ReadOnlySpan<byte> row, Span<byte> rgb)
        {
            for (var x = 0; x < Width; x++)
            {
                var pixel = row.Slice(x * Channels, Channels);
                var target = rgb.Slice(x * 3, 3);
                if (colourType == 3)
                {
                    palette.AsSpan(pixel[0] * 3, Math.Min(3, Math.Max(0, palette.Length - pixel[0] * 3))).CopyTo(target);
                }
                else if (Channels >= 3)
                {
                    pixel[..3].CopyTo(target);
                }
                else
                {
                    target.Fill(pixel[0]);
                }
            }
        }

        private void TakeHeader(ReadOnlySpan<byte> header)
        {
            Width = BinaryPrimitives.ReadInt32BigEndian(header);
            Height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
            var readable = Width > 0 && Height > 0 && (long)Width * Height <= MaxPixels
                && header[8] == 8 && header[9] is 0 or 2 or 3 or 4 or 6 && header[12] == 0;
            colourType = readable ? header[9] : -1;
        }
    }
}
