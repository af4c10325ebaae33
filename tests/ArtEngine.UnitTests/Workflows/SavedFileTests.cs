using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Graphs;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>Files that ComfyUI saved hold their graph; those of <c>Data/Media</c> were written by FFmpeg, which it saves with.</summary>
public sealed class SavedFileTests : IDisposable
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

    [Theory]
    [InlineData("film.mp4")]
    [InlineData("sound.flac")]
    public async Task Films_and_sound_are_workflows_by_the_graph_in_them(string file)
    {
        File.Copy(Samples.MediaFile(file), _files.PathOf(file));
        var entry = (await _files.Catalog.ListAsync(default)).ShouldHaveSingleItem();
        (entry.Name, entry.Reason).ShouldBe((Path.GetFileNameWithoutExtension(file), null));
        var graph = (await _files.Catalog.FindAsync(entry.Name, default))!.Template!.Fill();
        graph.ShouldContain("um farol à beira-mar");
        graph.ShouldStartWith("{\"3\":{\"class_type\":\"KSampler\"");
    }

    [Theory]
    [InlineData("film.mp4")]
    [InlineData("sound.flac")]
    public void Broken_ones_are_told_and_hold_nothing_up(string file)
    {
        var original = File.ReadAllBytes(Samples.MediaFile(file));
        var gen = from places in Gen.Choose(0, 2_000).ArrayOf(20)
                  from values in Gen.Elements<byte>(0, 1, 8, 0x7F, 0xFF).ArrayOf(20)
                  from cut in Gen.Choose(1, original.Length)
                  select (places, values, cut);
        Prop.ForAll(gen.ToArbitrary(), sample =>
        {
            var bytes = original.ToArray();
            foreach (var (place, value) in sample.places.Zip(sample.values))
            {
                // Films say it at their end, sound at its beginning.
                bytes[file == "film.mp4" ? bytes.Length - 1 - place : place] = value;
            }

            var reading = SavedFile.ReadAsync(new MemoryStream(bytes, 0, sample.cut), 100_000, default);
            reading.IsCompleted.ShouldBeTrue();
            return reading.IsCompletedSuccessfully || reading.Exception!.InnerException is BrokenWorkflowException;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public async Task A_film_of_other_savers_says_it_in_a_comment()
    {
        static byte[] Box(string type, params byte[][] content) =>
            [.. Big(8 + content.Sum(piece => piece.Length)), .. Encoding.Latin1.GetBytes(type), .. content.SelectMany(piece => piece)];
        var text = Encoding.UTF8.GetBytes($$"""{"workflow":{"nodes":[]},"prompt":{{JsonSerializer.Serialize(Graph)}}}""");
        var meta = Box("meta", Big(0), Box("hdlr", new byte[25]), Box("ilst", Box("\u00A9cmt", Box("data", Big(1), Big(0), text))));
        Write("film.mp4", [.. Box("ftyp", "isom"u8.ToArray()), .. Box("mdat", new byte[100_000]), .. Box("moov", Box("udta", meta))]);
        (await _files.Catalog.FindAsync("film", default))!.Template!.Fill().ShouldBe(Graph);
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
            entry.Reason!.ShouldStartWith("It is a file without a workflow in it.");
        }
    }

    private static byte[] Big(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
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

    private static byte[] Chunk(string type, byte[] bytes) =>
        [.. Big(bytes.Length), .. Encoding.ASCII.GetBytes(type), .. bytes, 0, 0, 0, 0];

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
