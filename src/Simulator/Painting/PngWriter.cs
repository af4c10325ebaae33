using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ArtEngine.ComfySimulator.Painting;

/// <summary>Writes 8-bit RGB row by row: the picture is never whole in memory.</summary>
internal static class PngWriter
{
    private const int ChunkSize = 64 * 1024;

    /// <summary>PNG's second filter: each byte as the difference to the one above. Gradients nearly vanish.</summary>
    private const byte FilterUp = 2;

    public static byte[] ToBytes(Raster picture)
    {
        using var bytes = new MemoryStream();
        Write(bytes, picture, []);
        return bytes.ToArray();
    }

    public static void Write(Stream target, Raster picture, IEnumerable<KeyValuePair<string, string>> texts)
    {
        target.Write(Png.Signature);
        WriteHeader(target, picture);
        foreach (var (key, text) in texts)
        {
            Png.WriteChunk(target, "tEXt"u8, Encoding.Latin1.GetBytes($"{key}\0{text}"));
        }

        using (var chunks = new BufferedStream(new DataChunks(target), ChunkSize))
        using (var zlib = new ZLibStream(chunks, CompressionLevel.Fastest))
        {
            WriteRows(zlib, picture);
        }

        Png.WriteChunk(target, "IEND"u8, []);
    }

    private static void WriteHeader(Stream target, Raster picture)
    {
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], picture.Height);
        header[8] = 8;
        header[9] = 2;
        Png.WriteChunk(target, "IHDR"u8, header);
    }

    private static void WriteRows(ZLibStream zlib, Raster picture)
    {
        var above = new byte[picture.Width * 3];
        var row = new byte[picture.Width * 3];
        var filtered = new byte[1 + picture.Width * 3];
        filtered[0] = FilterUp;
        for (var y = 0; y < picture.Height; y++)
        {
            picture.ReadRow(y, row);
            for (var i = 0; i < row.Length; i++)
            {
                filtered[i + 1] = (byte)(row[i] - above[i]);
            }

            zlib.Write(filtered);
            (above, row) = (row, above);
        }
    }

    /// <summary>Turns each write into one IDAT chunk.</summary>
    private sealed class DataChunks(Stream target) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer) => Png.WriteChunk(target, "IDAT"u8, buffer);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
