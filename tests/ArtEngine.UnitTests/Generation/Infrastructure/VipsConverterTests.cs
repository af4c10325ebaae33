using System.Text;
using ArtEngine.Generation.Application.Library.Thumbnails;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.Generation.Infrastructure.Vips;
using NetVips;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class VipsConverterTests
{
    private const long MostPixels = 1_000_000;
    private readonly VipsConverter _converter = new();

    [Theory]
    [InlineData(100, null, "webp", 100, 50)]
    [InlineData(null, 20, "jpeg", 40, 20)]
    [InlineData(100, 20, "png", 40, 20)]
    [InlineData(4_096, null, "webp", 400, 200)]
    [InlineData(null, null, "png", 400, 200)]
    public async Task A_picture_becomes_smaller_and_never_larger_and_keeps_its_proportions(
        int? width, int? height, string format, int expectedWidth, int expectedHeight)
    {
        var made = await ConvertAsync(Picture(400, 200).PngsaveBuffer(), new(width, height, format, 80));
        PictureSize.Read(made).ShouldBe(new(expectedWidth, expectedHeight));
        PictureFormat.Of(made)!.ContentType.ShouldBe($"image/{format}");
    }

    [Fact]
    public async Task An_avif_can_be_made_and_read()
    {
        var made = await ConvertAsync(Picture(64, 64).PngsaveBuffer(), new(32, null, "avif", 60));
        Encoding.ASCII.GetString(made, 4, 8).ShouldBe("ftypavif");
        PictureSize.Read(await ConvertAsync(made, new(16, null, "png", 80))).ShouldBe(new(16, 16));
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("webp")]
    [InlineData("gif")]
    public async Task Every_format_that_workflows_make_is_read(string format)
    {
        using var picture = Picture(64, 64);
        var bytes = format switch { "jpeg" => picture.JpegsaveBuffer(), "webp" => picture.WebpsaveBuffer(), _ => picture.GifsaveBuffer() };
        PictureSize.Read(await ConvertAsync(bytes, new(32, null, "webp", 80))).ShouldBe(new(32, 32));
    }

    [Fact]
    public async Task A_transparent_picture_lies_on_white_in_a_jpeg()
    {
        using var clear = Image.Black(16, 16, bands: 4).Copy(interpretation: Enums.Interpretation.Srgb);
        using var made = Image.NewFromBuffer(await ConvertAsync(clear.PngsaveBuffer(), new(null, null, "jpeg", 90)));
        made.Getpoint(8, 8).ShouldAllBe(value => value > 250);
    }

    [Fact]
    public async Task A_picture_of_too_many_pixels_is_refused_by_its_header() =>
        (await Should.ThrowAsync<PictureRefusedException>(
            ConvertAsync(Image.Black(2_000, 1_000).PngsaveBuffer(), new(64, null, "webp", 80)))).Message.ShouldContain("pixels");

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>")]
    [InlineData("%PDF-1.4")]
    [InlineData("P3 1 1 255 0 0 0")]
    [InlineData("")]
    [InlineData("no picture at all")]
    public async Task Whatever_is_no_picture_of_these_formats_is_refused(string text) =>
        await Should.ThrowAsync<PictureRefusedException>(ConvertAsync(Encoding.UTF8.GetBytes(text), new(64, null, "webp", 80)));

    private Task<byte[]> ConvertAsync(byte[] picture, PictureVariant variant) =>
        _converter.ConvertAsync(new MemoryStream(picture), variant, MostPixels, default);

    private static Image Picture(int width, int height) =>
        (Image.Black(width, height, bands: 3) + new double[] { 200, 100, 50 }).Cast(Enums.BandFormat.Uchar)
        .Copy(interpretation: Enums.Interpretation.Srgb);
}
