using System.Buffers.Binary;
using System.Text;
using ArtEngine.Generation.Application.Library.Metadata;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class MetadataFilterTests
{
    private static readonly byte[] Header = Chunk("IHDR", new byte[13]);
    private static readonly byte[] Pixels = Chunk("IDAT", [.. Enumerable.Range(0, 200_000).Select(number => (byte)number)]);

    [Fact]
    public async Task A_png_loses_what_tells_of_its_making_and_nothing_else()
    {
        byte[] png =
        [
            .. Png(Header, Chunk("tEXt", Text("prompt\0{\"3\":{}}")), Chunk("iTXt", Text("workflow\0x")), Chunk("zTXt", Text("a\0b")),
                Chunk("eXIf", Text("secret")), Chunk("tIME", new byte[7]), Chunk("prVt", Text("mine")), Chunk("gAMA", new byte[4]), Pixels,
                Chunk("IEND", [])),
            .. Text("behind the end"),
        ];
        (await FilterAsync(png)).ShouldBe(Png(Header, Chunk("gAMA", new byte[4]), Pixels, Chunk("IEND", [])));
    }

    [Fact]
    public async Task Who_made_a_png_may_stay()
    {
        var credits = new[] { Chunk("tEXt", Text("Author\0Somebody")), Chunk("tIME", new byte[7]) };
        var png = Png([Header, .. credits, Chunk("tEXt", Text("prompt\0x")), Chunk("tEXt", Text("Authors\0x")), Chunk("IEND", [])]);
        (await FilterAsync(png, keepsCredits: true)).ShouldBe(Png([Header, .. credits, Chunk("IEND", [])]));
        (await FilterAsync(png)).ShouldBe(Png(Header, Chunk("IEND", [])));
    }

    [Fact]
    public async Task A_jpeg_keeps_its_colours_and_its_picture()
    {
        byte[] start = [0xFF, 0xD8, .. Segment(0xE0, "JFIF\0"), .. Segment(0xE2, "ICC_PROFILE\0x"), .. Segment(0xEE, "Adobe")];
        byte[] rest =
            [.. Segment(0xDB, "tables"), .. Segment(0xC0, "frame"), .. Segment(0xDA, "scan"), 1, 0xFF, 0, 0xFF, 0xE1, 9, 0xFF, 0xD9];
        byte[] jpeg = [.. start, .. Segment(0xE1, "Exif\0\0secret"), .. Segment(0xFE, "a comment"), .. Segment(0xE2, "MPF\0"), .. rest];
        (await FilterAsync(jpeg)).ShouldBe([.. start, .. rest]);
    }

    [Fact]
    public async Task A_webp_keeps_its_length_and_its_picture()
    {
        byte[] flags = [.. Riff("VP8X", [0x1C, 0, 0, 0, 1, 2, 3, 4, 5, 6])];
        byte[] webp = [.. Text("RIFF"), 9, 0, 0, 0, .. Text("WEBP"), .. flags, .. Riff("VP8 ", [1, 2, 3]), .. Riff("EXIF", Text("prompt"))];
        byte[] expected =
        [
            .. Text("RIFF"), 9, 0, 0, 0, .. Text("WEBP"), .. Riff("VP8X", [0x10, 0, 0, 0, 1, 2, 3, 4, 5, 6]), .. Riff("VP8 ", [1, 2, 3]),
            .. Riff("JUNK", new byte[6]),
        ];
        (await FilterAsync(webp)).ShouldBe(expected);
    }

    /// <summary>Whatever a server sends, and in whatever pieces, it is passed on without an end that does not come.</summary>
    [Fact]
    public void Other_files_are_passed_on_as_they_are_and_broken_ones_end() => Prop.ForAll<byte[], byte, byte>((bytes, kind, most) =>
    {
        byte[][] heads = [[], [.. Png()], [0xFF, 0xD8, 0xFF], [.. Text("RIFF"), 0, 0, 0, 0, .. Text("WEBP")]];
        byte[] file = [.. heads[kind % 4], .. bytes];
        var once = Filter(file, 1 + most);
        return kind % 4 == 0 && file is not ([0x89, ..] or [0xFF, ..] or [(byte)'R', ..])
            ? once.SequenceEqual(file)
            : once.Length <= file.Length && once.SequenceEqual(Filter(file, 7)) && Filter(once, 5).SequenceEqual(once);
    }).QuickCheckThrowOnFailure();

    private static byte[] Png(params byte[][] chunks) => [0x89, .. "PNG\r\n\u001a\n"u8, .. chunks.SelectMany(chunk => chunk)];

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = [0, 0, 0, 0, .. Text(type), .. data, 1, 2, 3, 4];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        return chunk;
    }

    private static byte[] Segment(byte marker, string data) => [0xFF, marker, 0, (byte)(data.Length + 2), .. Text(data)];

    private static byte[] Riff(string name, byte[] data) =>
        [.. Text(name), (byte)data.Length, 0, 0, 0, .. data, .. new byte[data.Length & 1]];

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    private static Task<byte[]> FilterAsync(byte[] file, bool keepsCredits = false) =>
        Task.FromResult(Filter(file, 64 * 1024, keepsCredits));

    private static byte[] Filter(byte[] file, int most, bool keepsCredits = false)
    {
        var filtered = new MemoryStream();
        using var source = new MetadataFilter(new MemoryStream(file), keepsCredits);
        var buffer = new byte[most];
        while (source.ReadAsync(buffer).AsTask().GetAwaiter().GetResult() is var count and > 0)
        {
            filtered.Write(buffer, 0, count);
        }

        return filtered.ToArray();
    }
}
