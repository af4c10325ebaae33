using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Outputs;

/// <summary>Outputs as files that callers get.</summary>
internal static class OutputFiles
{
    public static BlobLink ToFile(this JobOutput output) =>
        new(output.StorageKey, WithCharset(output.ContentType), output.Name, MayBeShown(output));

    /// <summary>Texts are UTF-8, which a browser does not guess.</summary>
    private static string WithCharset(string contentType) =>
        contentType.StartsWith("text/", StringComparison.Ordinal) && !contentType.Contains("charset", StringComparison.OrdinalIgnoreCase)
            ? $"{contentType}; charset=utf-8"
            : contentType;

    /// <summary>Outputs are what a workflow made: a browser shows pictures, sound and film, and runs nothing.</summary>
    private static bool MayBeShown(JobOutput output) =>
        output.Type is "image" or "video" or "audio" && !output.ContentType.Contains("svg", StringComparison.OrdinalIgnoreCase);
}
