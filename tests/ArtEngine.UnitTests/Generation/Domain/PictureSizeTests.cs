using System.Buffers.Binary;
using ArtEngine.Generation.Domain.Library;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Domain;

public sealed class PictureSizeTests
{
    private const int Width = 640;
    private const int Height = 481;

    private static readonly string[] Known =
        ["png", "gif", "jpeg", "jpeg, progressive", "webp, lossy", "webp, lossless", "webp, extended"];

    public static TheoryData<string> Formats => [.. Known];

    [Theory, MemberData(nameof(Formats))]
    public void Width_and_height_are_read_from_the_head(string format)
    {
        var size = PictureSize.Read(Head(format));
        size.ShouldBe(new PictureSize(Width, Height));
    }

    [Theory, MemberData(nameof(Formats))]
    public void A_head_that_is_cut_off_anywhere_has_no_size_or_the_right_one(string format)
    {
        var head = Head(format);
        for (var length = 0; length < head.Length; length++)
        {
            var size = PictureSize.Read(head.AsSpan(0, length));
            (size is null || size == new PictureSize(Width, Height)).ShouldBeTrue($"{format} at {length}: {size}");
        }
    }

    [Fact]
    public void Random_bytes_after_a_known_beginning_never_throw_and_never_give_a_size_without_pixels()
    {
        var beginnings = Known.Select(Head).ToList();
        var noise = ArbMap.Default.GeneratorFor<byte>().ArrayOf();
        Prop.ForAll(Gen.Elements<byte[]>([.. beginnings, []]).Zip(Gen.Choose(0, 30)).Zip(noise).ToArbitrary(), one =>
        {
            var ((beginning, keep), rest) = one;
            byte[] head = [.. beginning.Take(keep), .. rest];
            return PictureSize.Read(head) is not { } size || (size.Width > 0 && size.Height > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void A_size_beyond_what_a_PNG_may_have_is_none()
    {
        var head = Head("png");
        head[16] = 0xFF;
        PictureSize.Read(head).ShouldBeNull();
    }

    [Fact]
    public void Tables_before_a_JPEGs_frame_are_passed_over()
    {
        // DHT, JPG and DAC have markers amid those of frames.
        byte[] tables = [0xFF, 0xC4, 0, 4, 1, 2, 0xFF, 0xC8, 0, 4, 1, 2, 0xFF, 0xCC, 0, 4, 1, 2];
        byte[] head = [0xFF, 0xD8, .. tables, .. Head("jpeg")[2..]];
        PictureSize.Read(head).ShouldBe(new PictureSize(Width, Height));
    }

    [Theory, InlineData("BM"), InlineData("RIFF????WAVEfmt                     "), InlineData("<svg width=\"1\" height=\"1\"/>"),
        InlineData("")]
    public void Other_formats_have_no_size(string head) => PictureSize.Read(System.Text.Encoding.ASCII.GetBytes(head)).ShouldBeNull();

    private static byte[] Head(string format) => format switch
    {
        "png" => [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, .. Big(Width), .. Big(Height), 8, 6, 0, 0, 0],
        "gif" => [.. "GIF89a"u8, .. Little16(Width), .. Little16(Height), 0, 0, 0],
        "jpeg" => Jpeg(0xC0),
        "jpeg, progressive" => Jpeg(0xC2),
        "webp, lossy" => WebP([.. "VP8 "u8, 0, 0, 0, 0, 0x10, 0, 0, 0x9D, 0x01, 0x2A, .. Little16(Width), .. Little16(Height)]),
        "webp, lossless" => WebP([.. "VP8L"u8, 0, 0, 0, 0, 0x2F, .. Little32((Width - 1) | ((Height - 1) << 14)), 0, 0, 0, 0, 0]),
        _ => WebP([.. "VP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, .. Little32(Width - 1)[..3], .. Little32(Height - 1)[..3]]),
    };

    private static byte[] Jpeg(byte marker) =>
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 6, 1, 2, 3, 4, 0xFF, marker, 0, 17, 8, .. Big(Height)[2..], .. Big(Width)[2..], 3, 1, 0x22, 0, 2, 0x11,
            1];

    private static byte[] WebP(byte[] chunk) => [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. chunk];

    private static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little32(int value) => BitConverter.GetBytes(value);

    private static byte[] Little16(int value) => Little32(value)[..2];
}
