using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>Pictures that ComfyUI made hold their graph.</summary>
public sealed class PictureFileTests : IDisposable
{
    private const string Graph = """{"1":{"class_type":"SaveImage","inputs":{"text":"\u00e9","seed":18446744073709551615}}}""";

    private readonly TemporaryCatalog _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("tEXt")]
    [InlineData("zTXt")]
    [InlineData("iTXt")]
    [InlineData("iTXt compressed")]
    public async Task A_PNG_is_a_workflow_by_the_graph_in_it(string kind)
    {
        Write("pic.png", Png(Chunk("IHDR", new byte[13]), TextChunk(kind, "workflow", "{}"), Chunk("IDAT", new byte[5_000_000]), TextChunk(kind, "prompt", Graph)));
        (await _files.Catalog.FindAsync("pic", default))!.Template!.Fill().ShouldBe(Graph);
        (await _files.Catalog.ListAsync(default)).Select(entry => (entry.Name, entry.Reason)).ShouldBe([("pic", null)]);
    }

    [Fact]
    public async Task A_WebP_is_one_too()
    {
        byte[] exif = [.. "II*\0"u8, .. Encoding.ASCII.GetBytes($"workflow:{{}}\0prompt:{Graph}\0")];
        Write("pic.webp", [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. Riff("VP8 ", new byte[333]), .. Riff("EXIF", exif)]);
        (await _files.Catalog.FindAsync("pic", default))!.Template!.Fill().ShouldBe(Graph);
    }

    [Fact]
    public async Task A_parameter_file_beside_it_binds_its_inputs()
    {
        Write("pic.png", Png(TextChunk("tEXt", "prompt", Graph)));
        _files.Write("pic.params.json", """{"parameters":{"p":{"bind":{"node":"1","input":"text"}}}}""");
        (await _files.Catalog.FindAsync("pic", default))!.Template!.Fill(("p", "\"x\"")).ShouldContain("\"text\":\"x\"");
    }

    [Fact]
    public async Task A_graph_beside_a_picture_is_the_workflow()
    {
        Write("pic.png", Png(TextChunk("tEXt", "prompt", Graph)));
        _files.Write("pic.json", Samples.Graph("\"x\":1"));
        (await _files.Catalog.FindAsync("pic", default))!.Template!.Fill().ShouldBe(Samples.Graph("\"x\":1"));
        _files.Catalog.Ignored().Select(one => $"{one.File}: {one.Reason}").ShouldBe(["pic.png: Another file with this name is the workflow."]);
    }

    [Fact]
    public async Task A_picture_without_a_graph_and_one_that_is_none_are_broken()
    {
        Write("a.png", Png(TextChunk("tEXt", "parameters", "x")));
        Write("b.png", "GIF89a"u8.ToArray());
        Write("c.png", Png(TextChunk("tEXt", "prompt", Graph))[..60]);
        Write("d.png", [.. Png(), 0xff, 0xff, 0xff, 0xff, .. "tEXt"u8]);
        Write("e.png", Png(TextChunk("zTXt", "prompt", new string(' ', 10_000_000))));
        foreach (var entry in await _files.Catalog.ListAsync(default))
        {
            entry.Reason!.ShouldStartWith("It is a picture without a workflow in it.");
        }
    }

    private void Write(string file, byte[] bytes) => File.WriteAllBytes(_files.PathOf(file), bytes);

    private static byte[] Png(params byte[][] chunks) =>
        [0x89, .. "PNG\r\n\u001a\n"u8, .. chunks.SelectMany(chunk => chunk), .. Chunk("IEND", [])];

    private static byte[] TextChunk(string kind, string keyword, string text)
    {
        byte[] key = [.. Encoding.Latin1.GetBytes(keyword), 0];
        return kind switch
        {
            "zTXt" => Chunk("zTXt", [.. key, 0, .. Deflate(text)]),
            "iTXt" => Chunk("iTXt", [.. key, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)]),
            "iTXt compressed" => Chunk("iTXt", [.. key, 1, 0, 0, 0, .. Deflate(text)]),
            _ => Chunk("tEXt", [.. key, .. Encoding.Latin1.GetBytes(text)]),
        };
    }

    private static byte[] Chunk(string type, byte[] bytes)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        return [.. length, .. Encoding.ASCII.GetBytes(type), .. bytes, 0, 0, 0, 0];
    }

    private static byte[] Riff(string type, byte[] bytes)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        return [.. Encoding.ASCII.GetBytes(type), .. length, .. bytes, .. new byte[bytes.Length % 2]];
    }

    private static byte[] Deflate(string text)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            deflate.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
