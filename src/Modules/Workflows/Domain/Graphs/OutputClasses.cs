using System.Text.RegularExpressions;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>What an output node is good for, the better the higher.</summary>
internal enum OutputRank
{
    /// <summary>It is no output node.</summary>
    None,

    /// <summary>Nobody reads it, and nothing is known of it.</summary>
    Guess,

    /// <summary>It shows text.</summary>
    Text,

    /// <summary>It shows a picture or what is between two.</summary>
    Preview,

    /// <summary>It saves latents, models and the like.</summary>
    Data,

    /// <summary>A server says that it is an output node, and its name does not say of what.</summary>
    Other,

    /// <summary>It saves or sends pictures, videos, sound or shapes.</summary>
    Media,
}

/// <summary>Tells output nodes by the names of their classes.</summary>
internal static partial class OutputClasses
{
    private const RegexOptions Loose = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>By name; <see cref="OutputRank.None"/> when it tells nothing.</summary>
    public static OutputRank RankOf(string classType) =>
        Shower().IsMatch(classType) ? Text().IsMatch(classType) ? OutputRank.Text : OutputRank.Preview
        : !Saver().IsMatch(classType) || Helper().IsMatch(classType) ? OutputRank.None
        : Media().IsMatch(classType) ? OutputRank.Media
        : Text().IsMatch(classType) ? OutputRank.Text
        : Data().IsMatch(classType) ? OutputRank.Data
        : OutputRank.None;

    /// <summary>Videos, sound and shapes; a picture that is saved beside one is mostly a part of it.</summary>
    public static bool SavesMoreThanPictures(string classType) => More().IsMatch(classType);

    /// <summary>Loaders are no output nodes, whoever forgot them in a graph.</summary>
    public static bool IsLoader(string classType) => classType.Contains("Loader", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("preview|compare|show ?(text|any)|display ?(text|any|string|int|float)|viewer", Loose)]
    private static partial Regex Shower();

    [GeneratedRegex("save|(video|gif|frames?)_?combine|SendImageWebSocket|export", Loose)]
    private static partial Regex Saver();

    /// <summary>They prepare a save, or undo one.</summary>
    [GeneratedRegex("(path|prefix|name|settings|options|metadata) ?(builder|maker|creator|generator)|(?<!up)load", Loose)]
    private static partial Regex Helper();

    [GeneratedRegex(
        "image|video|webm|webp|animated|gif|audio|mp3|opus|flac|music|svg|glb|gltf|3d|mesh|splat|point ?cloud|png|jpe?g|exr|sound|picture",
        Loose)]
    private static partial Regex Media();

    [GeneratedRegex("video|webm|animated|gif|audio|mp3|opus|flac|music|sound|glb|gltf|3d|mesh|splat|point ?cloud", Loose)]
    private static partial Regex More();

    [GeneratedRegex("latent|checkpoint|clip|vae|model|lora|conditioning|embed", Loose)]
    private static partial Regex Data();

    [GeneratedRegex("text|string|any(thing)?|json|caption|int$|float$", Loose)]
    private static partial Regex Text();
}
