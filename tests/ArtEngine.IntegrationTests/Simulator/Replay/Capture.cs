using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ArtEngine.IntegrationTests.Simulator.Replay;

/// <summary>A recorded conversation with a real server.</summary>
internal static partial class Capture
{
    public static string Folder { get; } = Find();

    public static List<JsonObject> Load(string name) =>
        [.. File.ReadLines(Path.Combine(Folder, name + ".jsonl")).Where(line => line.Length > 0).Select(line => Parse(line).AsObject())];

    /// <summary>Python's bare NaN and Infinity become numbers too large for anything.</summary>
    public static JsonNode Parse(string json) => JsonNode.Parse(BareNumbers().Replace(json, "${before}1e999"))!;

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "ArtEngine.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "tests", "captures", "comfyui");
    }

    [GeneratedRegex(@"(?<before>[\[:,]\s*)-?(NaN|Infinity)\b")]
    private static partial Regex BareNumbers();
}
