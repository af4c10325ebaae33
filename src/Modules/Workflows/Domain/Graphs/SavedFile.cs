using System.Text;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>A file that ComfyUI saved, which has the graph in it that it was made by.</summary>
internal static class SavedFile
{
    private const int HeadLength = 12;

    /// <summary>The exported graph, the file of the editor, and what some savers write both into.</summary>
    private static readonly string[] Keywords = ["prompt", "workflow", "comment"];

    /// <summary>How the names of such files end.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".flac", ".mp4", ".png", ".webp"];

    /// <summary>Whether a file may be one, by its name.</summary>
    public static bool IsNamed(string file) => Extensions.Any(extension => file.EndsWith(extension, StringComparison.Ordinal));

    /// <summary>Whether it is of a format that can have a graph in it, by its bytes; it is at its beginning afterwards.</summary>
    public static async Task<bool> IsOneAsync(Stream file, CancellationToken cancellationToken) =>
        ReaderOf(await HeadAsync(file, cancellationToken)) is not null;

    /// <summary>The exported graph, or else the file of the editor, as JSON.</summary>
    /// <param name="file">The file, which can be searched.</param>
    /// <param name="maxBytes">Of the graph.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BrokenWorkflowException">There is none.</exception>
    public static async Task<byte[]> ReadAsync(Stream file, int maxBytes, CancellationToken cancellationToken)
    {
        var texts = ReaderOf(await HeadAsync(file, cancellationToken)) is { } read ? await read(file, maxBytes, cancellationToken) : [];
        return Keywords.Select(keyword => texts.GetValueOrDefault(keyword)).FirstOrDefault(text => text is not null) is { } found
            ? Encoding.UTF8.GetBytes(found)
            : throw new BrokenWorkflowException(
                "It is a file without a workflow in it. ComfyUI writes one into what it saves as PNG, WebP, FLAC or MP4, unless told not " +
                "to.");
    }

    private static Func<Stream, int, CancellationToken, Task<Dictionary<string, string>>>? ReaderOf(byte[] head) => head switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, ..] => PictureText.ReadPngAsync,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P'] => PictureText.ReadWebpAsync,
        [(byte)'f', (byte)'L', (byte)'a', (byte)'C', ..] => FlacText.ReadAsync,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => Mp4Text.ReadAsync,
        _ => null,
    };

    private static async Task<byte[]> HeadAsync(Stream file, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var head = new byte[HeadLength];
        var count = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        return head[..count];
    }
}
