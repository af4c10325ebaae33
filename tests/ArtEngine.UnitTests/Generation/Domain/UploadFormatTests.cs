using System.Buffers.Binary;
using System.Text;
using ArtEngine.Generation.Domain.Library;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Domain;

public sealed class UploadFormatTests
{
    private static readonly string[] Heads =
    [
        "\u0089PNG\r\n\u001a\n", "\u00ff\u00d8\u00ff", "RIFF\0\0\0\0WEBPVP8X", "RIFF\0\0\0\0WAVEfmt ", "RIFF\0\0\0\0WAVEdata", "II*\0\u0008\0\0\0",
        "MM\0*\0\0\0\u0008", "\0\0\0\u0020ftypavif\0\0\0\0ispe", "\0\0\0\u0020ftypisom\0\0\0\0mvhd\u0001", "\0\0\0\u0020ftypisommvhd", "fLaC",
        "BM\0\0\0\0\0\0\0\0\0\0\0\0\u000c\0\0\0", "\u001aE\u00df\u00a3", "OggS\0",
    ];

    [Theory]
    [InlineData("\u0089PNG\r\n\u001a\n", "image/png")]
    [InlineData("BM\0\0\0\0\0\0\0\0\0\0\0\0(\0\0\0", "image/bmp")]
    [InlineData("II*\0", "image/tiff")]
    [InlineData("MM\0*", "image/tiff")]
    [InlineData("\0\0\0\u001cftypavif\0\0\0\0mif1", "image/avif")]
    [InlineData("\0\0\0\u001cftypmif1\0\0\0\0heic", "image/heic")]
    [InlineData("\0\0\0\u0018ftypisom\0\0\u0002\0mp41", "video/mp4")]
    [InlineData("\0\0\0\u0014ftypqt  \0\0\0\0", "video/quicktime")]
    [InlineData("\0\0\0\u0014ftypM4A \0\0\0\0", "audio/mp4")]
    [InlineData("\u001aE\u00df\u00a3....B\u0082\u0084webm", "video/webm")]
    [InlineData("\u001aE\u00df\u00a3....B\u0082\u0088matroska", "video/x-matroska")]
    [InlineData("RIFF....AVI LIST", "video/x-msvideo")]
    [InlineData("RIFF....WAVEfmt ", "audio/wav")]
    [InlineData("fLaC", "audio/flac")]
    [InlineData("OggS\0", "audio/ogg")]
    [InlineData("ID3\u0004", "audio/mpeg")]
    [InlineData("\u00ff\u00fb\u0090\u0064", "audio/mpeg")]
    [InlineData("glTF\u0002\0\0\0", "model/gltf-binary")]
    public void A_format_is_told_by_how_the_file_begins(string head, string contentType) =>
        UploadFormat.Of(Encoding.Latin1.GetBytes(head))!.ContentType.ShouldBe(contentType);

    [Theory]
    [InlineData("")]
    [InlineData("BM<script>alert(1)</script>")]
    [InlineData("<html>")]
    [InlineData("%PDF-1.7")]
    [InlineData("PK\u0003\u0004")]
    [InlineData("\u007fELF")]
    [InlineData("\0\0\0\u0014ftyp<svg")]
    [InlineData("\0\0\0\0ftypisom")]
    [InlineData("\u001aE\u00df\u00a3....doctype")]
    [InlineData("\u00ff\u00fb\u00f0\u0064")]
    [InlineData("ID3<")]
    [InlineData("glTF\u0001\0\0\0")]
    public void What_only_looks_a_little_like_one_is_none(string head) =>
        UploadFormat.Of(Encoding.Latin1.GetBytes(head)).ShouldBeNull();

    [Theory]
    [InlineData("image/png", "image", true)]
    [InlineData("image/avif", "mask", true)]
    [InlineData("video/mp4", "image", false)]
    [InlineData("image/gif", "video", true)]
    [InlineData("image/png", "video", false)]
    [InlineData("video/mp4", "audio", true)]
    [InlineData("image/png", "audio", false)]
    [InlineData("model/gltf-binary", "file", true)]
    [InlineData("model/gltf-binary", "image", false)]
    public void A_kind_is_held_to_what_is_wanted(string contentType, string wanted, bool fits) =>
        UploadFormat.Fits(contentType, wanted).ShouldBe(fits);

    [Fact]
    public void Headers_tell_sizes()
    {
        var bmp = new byte[60];
        "BM"u8.CopyTo(bmp);
        bmp[14] = 40;
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), 640);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), -480);
        UploadHeader.Size(bmp).ShouldBe(new PictureSize(640, 480));

        byte[] tiff = [.. "MM\0*\0\0\0\u0008"u8, 0, 2, 1, 0, 0, 3, 0, 0, 0, 1, 2, 128, 0, 0, 1, 1, 0, 4, 0, 0, 0, 1, 0, 0, 1, 224];
        UploadHeader.Size(tiff).ShouldBe(new PictureSize(640, 480));

        byte[] avif = [.. "\0\0\0\u0018ftypavif\0\0\0\0"u8, .. Ispe(64, 64), .. Ispe(640, 480), .. Ispe(1, 1)];
        UploadHeader.Size(avif).ShouldBe(new PictureSize(640, 480));
    }

    /// <summary>Whatever a file holds, its beginning is read without a fault, and sizes are of pictures that could be.</summary>
    [Fact]
    public void No_bytes_are_stumbled_over()
    {
        var gen = from head in Gen.Elements(Heads)
                  from rest in ArbMap.Default.GeneratorFor<byte>().ArrayOf()
                  from cut in Gen.Choose(0, 40)
                  select (byte[])[.. Encoding.Latin1.GetBytes(head), .. rest.Concat(rest).Skip(cut)];
        Prop.ForAll(gen.ToArbitrary(), bytes => UploadHeader.Size(bytes) is not { } size || size is { Width: > 0, Height: > 0 })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static byte[] Ispe(int width, int height)
    {
        var box = new byte[20];
        "\0\0\0\u0014ispe"u8.CopyTo(box);
        BinaryPrimitives.WriteInt32BigEndian(box.AsSpan(12), width);
        BinaryPrimitives.WriteInt32BigEndian(box.AsSpan(16), height);
        return box;
    }
}
