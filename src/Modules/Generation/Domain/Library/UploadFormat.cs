using System.Text;

namespace ArtEngine.Generation.Domain.Library;

/// <summary>What people upload.</summary>
internal enum MediaKind
{
    Image,
    Video,
    Audio,

    /// <summary>Anything else that a node loads.</summary>
    File,
}

/// <summary>A file format that is taken as an input, told by how its files begin.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Extension">How the names of its files end, with the dot.</param>
/// <param name="Kind">What it is.</param>
internal sealed record UploadFormat(string ContentType, string Extension, MediaKind Kind)
{
    private const int LongestBrands = 64;

    private static readonly UploadFormat[] All =
    [
        new("image/png", ".png", MediaKind.Image), new("image/jpeg", ".jpg", MediaKind.Image), new("image/gif", ".gif", MediaKind.Image),
        new("image/webp", ".webp", MediaKind.Image), new("image/bmp", ".bmp", MediaKind.Image), new("image/tiff", ".tiff", MediaKind.Image),
        new("image/avif", ".avif", MediaKind.Image), new("image/heic", ".heic", MediaKind.Image),
        new("video/mp4", ".mp4", MediaKind.Video), new("video/quicktime", ".mov", MediaKind.Video),
        new("video/webm", ".webm", MediaKind.Video), new("video/x-matroska", ".mkv", MediaKind.Video),
        new("video/x-msvideo", ".avi", MediaKind.Video), new("audio/mp4", ".m4a", MediaKind.Audio),
        new("audio/wav", ".wav", MediaKind.Audio), new("audio/flac", ".flac", MediaKind.Audio), new("audio/ogg", ".ogg", MediaKind.Audio),
        new("audio/mpeg", ".mp3", MediaKind.Audio), new("model/gltf-binary", ".glb", MediaKind.File),
    ];

    private static readonly Dictionary<string, UploadFormat> ByType = All.ToDictionary(format => format.ContentType);

    /// <summary>By the brands of a file in the layout of MPEG-4; the first that is known counts.</summary>
    private static readonly Dictionary<string, string> Brands = new (string ContentType, string[] Brands)[]
    {
        ("image/avif", ["avif", "avis"]),
        ("image/heic", ["heic", "heix", "heim", "heis"]),
        ("audio/mp4", ["M4A ", "M4B "]),
        ("video/quicktime", ["qt  "]),
        ("video/mp4", ["isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "dash", "3gp4", "3gp5"]),
    }.SelectMany(type => type.Brands.Select(brand => (brand, type.ContentType))).ToDictionary(StringComparer.Ordinal);

    /// <summary>All media types, for people and programs that ask which are taken.</summary>
    public static IReadOnlyList<string> ContentTypes { get; } = [.. All.Select(format => format.ContentType)];

    /// <summary>Null when the file begins as none of them does.</summary>
    public static UploadFormat? Of(ReadOnlySpan<byte> head) =>
        (PictureFormat.Of(head)?.ContentType ?? ContentTypeOf(head)) is { } type ? ByType[type] : null;

    /// <summary>The extension of a known media type.</summary>
    public static string ExtensionOf(string contentType) => ByType[contentType].Extension;

    /// <summary>
    /// Whether a file of the media type can be given where such a kind is wanted: <c>image, mask, video, audio, file</c>.
    /// </summary>
    public static bool Fits(string contentType, string wanted) => (wanted, contentType.Split('/')[0]) switch
    {
        ("video", "video") or ("audio", "audio" or "video") or ("file", _) => true,
        ("video", _) => contentType == "image/gif",
        ("audio", _) => false,
        (_, var kind) => kind == "image",
    };

    private static string? ContentTypeOf(ReadOnlySpan<byte> head) => head switch
    {
        [(byte)'B', (byte)'M', _, _, _, _, _, _, _, _, _, _, _, _, 12 or 40 or 52 or 56 or 64 or 108 or 124, 0, 0, 0, ..] => "image/bmp",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "image/tiff",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => OfBrands(head),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => OfMatroska(head),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'A', (byte)'V', (byte)'I', (byte)' ', ..] => "video/x-msvideo",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'A', (byte)'V', (byte)'E', ..] => "audio/wav",
        [(byte)'f', (byte)'L', (byte)'a', (byte)'C', ..] => "audio/flac",
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', 0, ..] => "audio/ogg",
        [(byte)'I', (byte)'D', (byte)'3', 2 or 3 or 4, ..] => "audio/mpeg",
        // A frame of MPEG 1 or 2, layer 3, with a bit rate and a sampling rate that exist.
        [0xFF, 0xFB or 0xFA or 0xF3 or 0xF2, var rates, ..] when rates >> 4 is > 0 and < 15 && (rates & 0x0C) != 0x0C => "audio/mpeg",
        [(byte)'g', (byte)'l', (byte)'T', (byte)'F', 2, 0, 0, 0, ..] => "model/gltf-binary",
        _ => null,
    };

    private static string? OfBrands(ReadOnlySpan<byte> head)
    {
        var length = (int)Math.Min(Math.Min((uint)LongestBrands, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(head)),
            (uint)head.Length);
        for (var at = 8; at + 4 <= length; at += 4)
        {
            // Behind the first brand stands its version.
            if (at != 12 && Brands.TryGetValue(Encoding.Latin1.GetString(head.Slice(at, 4)), out var type))
            {
                return type;
            }
        }

        return null;
    }

    private static string? OfMatroska(ReadOnlySpan<byte> head)
    {
        var start = head[..Math.Min(head.Length, LongestBrands)];
        return start.IndexOf("webm"u8) > 0 ? "video/webm" : start.IndexOf("matroska"u8) > 0 ? "video/x-matroska" : null;
    }
}
