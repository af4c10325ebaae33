namespace ArtEngine.Generation.Domain.Library;

/// <summary>A file format of pictures, told by how its files begin.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Extension">How the names of its files end, with the dot.</param>
internal sealed record PictureFormat(string ContentType, string Extension)
{
    private static readonly PictureFormat[] All =
        [new("image/png", ".png"), new("image/jpeg", ".jpg"), new("image/gif", ".gif"), new("image/webp", ".webp")];

    /// <summary>Null when it is none of PNG, JPEG, GIF and WebP.</summary>
    public static PictureFormat? Of(ReadOnlySpan<byte> head) => head switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => All[0],
        [0xFF, 0xD8, 0xFF, ..] => All[1],
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => All[2],
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => All[3],
        _ => null,
    };

    /// <summary>The extension of a known media type.</summary>
    public static string ExtensionOf(string contentType) => All.Single(format => format.ContentType == contentType).Extension;
}
