using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ArtEngine.Workflows.Contracts;

/// <summary>
/// What a graph asks of a server: node classes and model files. Everything else about values is for ComfyUI to say, since nodes may
/// check their inputs themselves.
/// </summary>
/// <param name="Nodes">Its nodes, in the order of the graph.</param>
public sealed record GraphNeeds(IReadOnlyList<NodeRequirement> Nodes)
{
    /// <summary>Nothing.</summary>
    public static readonly GraphNeeds None = new([]);

    /// <summary>The inputs of loaders that name the large model of a graph.</summary>
    private static readonly string[] ModelInputs = ["ckpt_name", "unet_name", "model_name"];

    private static readonly string[] ModelExtensions =
        [".safetensors", ".sft", ".ckpt", ".pt", ".pt2", ".pth", ".bin", ".gguf", ".onnx", ".pkl"];

    /// <summary>The model that the graph loads first; null when it loads none.</summary>
    public string? Checkpoint => Nodes.Where(need => IsLoader(need.ClassType))
        .SelectMany(need => ModelInputs.Select(input => need.Files.GetValueOrDefault(input))).FirstOrDefault(model => model is not null);

    /// <summary>The same for the same needs, in whatever order the graph has them; 32 hex digits.</summary>
    public string Key()
    {
        var lines = Nodes.SelectMany(
            need => need.Files.Select(file => JsonSerializer.Serialize(new[] { need.ClassType, file.Key, file.Value }))
            .Append(JsonSerializer.Serialize(need.ClassType))).Distinct().Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))).AsSpan(0, 16));
    }

    /// <summary>Those of a graph that was stored.</summary>
    public static GraphNeeds Read(string graph) => Read(Encoding.UTF8.GetBytes(graph));

    /// <summary>Those of a graph in UTF-8.</summary>
    public static GraphNeeds Read(ReadOnlyMemory<byte> graph)
    {
        using var json = JsonDocument.Parse(graph, new() { MaxDepth = 1_000 });
        return new([.. json.RootElement.EnumerateObject().Select(ReadNode).OfType<NodeRequirement>()]);
    }

    private static NodeRequirement? ReadNode(JsonProperty property)
    {
        var node = property.Value;
        if (node.ValueKind != JsonValueKind.Object || !node.TryGetProperty("class_type", out var name) ||
            name.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var classType = name.GetString()!;
        var files = new Dictionary<string, string>();
        if (node.TryGetProperty("inputs", out var inputs) && inputs.ValueKind == JsonValueKind.Object)
        {
            foreach (var input in inputs.EnumerateObject().Where(input => input.Value.ValueKind == JsonValueKind.String))
            {
                if (input.Value.GetString() is { } value && IsModelFile(classType, input.Name, value))
                {
                    files[input.Name] = value;
                }
            }
        }

        return new(property.Name, classType, files);
    }

    /// <summary>Whether the value of an input names a model file.</summary>
    public static bool IsModelFile(string classType, string input, string value) =>
        (IsLoader(classType) && input.EndsWith("_name", StringComparison.Ordinal)) ||
        ModelExtensions.Any(extension => value.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private static bool IsLoader(string classType) => classType.Contains("Loader", StringComparison.OrdinalIgnoreCase);
}
