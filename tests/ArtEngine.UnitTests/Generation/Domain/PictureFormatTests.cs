using System.Text;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.UnitTests.Generation.Domain;

public sealed class PictureFormatTests
{
    [Theory]
    [InlineData("\u0089PNG\r\n\u001a\n", "image/png", ".png")]
    [InlineData("\u00ff\u00d8\u00ff\u00e0", "image/jpeg", ".jpg")]
    [InlineData("GIF87a", "image/gif", ".gif")]
    [InlineData("GIF89a...", "image/gif", ".gif")]
    [InlineData("RIFF\u0001\u0002\u0003\u0004WEBPVP8 ", "image/webp", ".webp")]
    public void A_format_is_told_by_how_the_file_begins(string head, string contentType, string extension)
    {
        PictureFormat.Of(Encoding.Latin1.GetBytes(head)).ShouldBe(new(contentType, extension));
        PictureFormat.ExtensionOf(contentType).ShouldBe(extension);
        for (var length = 0; length < 3; length++)
        {
            PictureFormat.Of(Encoding.Latin1.GetBytes(head[..length])).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("GIF88a")]
    [InlineData("\u0089PNG\n\n")]
    [InlineData("RIFF\u0001\u0002\u0003\u0004WAVE")]
    [InlineData("<svg")]
    [InlineData("BM")]
    public void Everything_else_is_no_picture_here(string head) => PictureFormat.Of(Encoding.Latin1.GetBytes(head)).ShouldBeNull();
}
