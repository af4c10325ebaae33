using System.Globalization;

namespace ArtEngine.Generation.Application.Library.Thumbnails;

/// <summary>What a picture is to be made into: never larger than it is, its proportions kept, without its metadata.</summary>
/// <param name="Width">Most pixels from left to right; null for as many as there are.</param>
/// <param name="Height">Most pixels from top to bottom; null likewise.</param>
/// <param name="Format">One of <see cref="Formats"/>.</param>
/// <param name="Quality">1 to 100; PNG does not look at it.</param>
internal sealed record PictureVariant(int? Width, int? Height, string Format, int Quality)
{
    public const string DefaultFormat = "webp";
    public const int DefaultQuality = 80;

    /// <summary>The widths that pages use. Only these are kept, so that an output has few variants in the store.</summary>
    private static readonly int[] KeptWidths = [64, 128, 256, 320, 384, 512, 640, 768, 1_024, 1_536, 2_048];
    private static readonly int[] KeptQualities = [60, 70, 80, 90];

    public static IReadOnlyList<string> Formats { get; } = ["webp", "jpeg", "png", "avif"];

    public string ContentType => $"image/{Format}";

    public string Extension => Format == "jpeg" ? ".jpg" : $".{Format}";

    /// <summary>Whether it is kept in the store once it was made.</summary>
    public bool IsKept =>
        Height is null && (Width is not { } width || KeptWidths.Contains(width)) && KeptQualities.Contains(Quality);

    /// <summary>The same for equal variants, and usable in a key of the store.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"w{Width ?? 0}-h{Height ?? 0}-q{Quality}{Extension}");
}
