using System.Text;

namespace ArtEngine.UnitTests.Generation.ComfyUi;

/// <summary>What real ComfyUI servers said, word for word; long texts and lists are shortened.</summary>
internal static class Captures
{
    private static readonly string Folder = Find(new(AppContext.BaseDirectory));

    /// <summary>Both ends of the versions that were looked at.</summary>
    public static readonly string[] Versions = ["v0.3.64", "v0.33.0"];

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>The JSON of each line of a kind: <c>ws</c>, <c>history</c> or <c>answer 400</c>.</summary>
    public static IReadOnlyList<byte[]> Read(string file, string kind) =>
    [
        .. File.ReadLines(Path.Combine(Folder, file)).Where(line => line.StartsWith($"{kind} ", StringComparison.Ordinal))
            .Select(line => Encoding.UTF8.GetBytes(line[(kind.Length + 1)..])),
    ];

    private static string Find(DirectoryInfo folder)
    {
        var path = Path.Combine(folder.FullName, "tests", "captures", "extracts");
        return Directory.Exists(path) ? path : Find(folder.Parent!);
    }
}
