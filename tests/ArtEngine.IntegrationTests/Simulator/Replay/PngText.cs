using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace ArtEngine.IntegrationTests.Simulator.Replay;

/// <summary>Opens a PNG by hand: its chunks, its texts and its pixels.</summary>
internal static class PngText
{
    public static JsonArray KeysOf(byte[] png) => new([.. TextsOf(png).Keys.Select(key => JsonValue.Create(key))]);

    public static Dictionary<string, string> TextsOf(byte[] png) => Chunks(png)
        .Where(chunk => chunk.Type == "tEXt")
        .Select(chunk => Encoding.Latin1.GetString(chunk.Data).Split('\0', 2))
        .ToDictionary(parts => parts[0], parts => parts[1]);

    public static (int Width, int Height, byte[] Scanlines) Open(byte[] png)
    {
        png[..8].ShouldBe([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var chunks = Chunks(png).ToList();
        chunks[^1].Type.ShouldBe("IEND");
        var header = chunks[0].Data;
        using var packed = new MemoryStream([.. chunks.Where(chunk => chunk.Type == "IDAT").SelectMany(chunk => chunk.Data)]);
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        using var scanlines = new MemoryStream();
        zlib.CopyTo(scanlines);
        return (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)), scanlines.ToArray());
    }

    private static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            yield return (Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]);
            at += length + 12;
        }
    }
}
