namespace ArtEngine.Generation.Domain.Rendering;

/// <summary>Node classes that want a picture itself, in Base64, where others want the name of a file.</summary>
internal static class InlinePictures
{
    /// <summary>More is no text that a graph should hold.</summary>
    public const long MostBytes = 32 * 1024 * 1024;

    private static readonly HashSet<string> Classes = new(StringComparer.Ordinal)
    {
        "ETN_LoadImageBase64", "ETN_LoadMaskBase64", "LoadImageBase64", "LoadImageFromBase64", "Base64ToImage", "Base64ToMask",
        "easy loadImageBase64",
    };

    public static bool AreTakenBy(string classType) => Classes.Contains(classType);
}
