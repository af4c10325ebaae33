using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
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

    /// <summary>No file has a longer name: such a text is a prompt.</summary>
    private const int LongestFileName = 500;

    /// <summary>The inputs of loaders that name the large model of a graph.</summary>
    private static readonly string[] ModelInputs = ["ckpt_name", "unet_name", "model_name"];

    private static readonly string[] ModelExtensions =
        [".safetensors", ".sft", ".ckpt", ".pt", ".pt2", ".pth", ".bin", ".gguf", ".onnx", ".pkl"];

    /// <summary>The model that the graph loads first; null when it loads none.</summary>
    public string? Checkpoint => Nodes.Where(need => IsLoader(need.ClassType))
        .SelectMany(need => ModelInputs.Select(input => need.Files.GetValueOrDefault(input))).FirstOrDefault(model => model is not null);

    /// <summary>The same for the same needs, in whatever order the graph has them; 32 hex digits. Jobs are stored with it.</summary>
    public string Key()
    {
        var lines = Nodes.SelectMany(
            need => need.Files.Select(file => $"[{Quoted(need.ClassType)},{Quoted(file.Key)},{Quoted(file.Value)}]")
            .Append(Quoted(need.ClassType))).Distinct().Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))).AsSpan(0, 16));
    }

    private static string Quoted(string text) => $"\"{JavaScriptEncoder.Default.Encode(text)}\"";

    /// <summary>Those of a graph that was stored.</summary>
    public static GraphNeeds Read(string graph) => Read(Encoding.UTF8.GetBytes(graph));

    /// <summary>Those of a graph in UTF-8.</summary>
    public static GraphNeeds Read(ReadOnlyMemory<byte> graph)
    {
        var reader = new Utf8JsonReader(graph.Span, new() { MaxDepth = 1_000 });
        var nodes = new List<NodeRequirement>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var id = reader.GetString()!;
            if (ReadNode(ref reader, id) is { } node)
            {
                nodes.Add(node);
            }
        }

        // Whatever comes behind it is no graph.
        reader.Read();
        return new(nodes);
    }

    private static NodeRequirement? ReadNode(ref Utf8JsonReader reader, string id)
    {
        string? classType = null;
        List<(string Input, string Value)> texts = [];
        if (!Enters(ref reader))
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("class_type"u8))
            {
                classType = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("inputs"u8))
            {
                texts = ReadTexts(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return classType is null ? null : new(id, classType, FilesOf(classType, texts));
    }

    /// <summary>The texts among the values of an object; none of anything else.</summary>
    private static List<(string Input, string Value)> ReadTexts(ref Utf8JsonReader reader)
    {
        List<(string Input, string Value)> texts = [];
        if (Enters(ref reader))
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var input = reader.GetString()!;
                if (ReadText(ref reader) is { } value)
                {
                    texts.Add((input, value));
                }
            }
        }

        return texts;
    }

    /// <summary>Goes into the next value if it is an object, and past it if it is none.</summary>
    private static bool Enters(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        reader.Skip();
        return false;
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    private static Dictionary<string, string> FilesOf(string classType, List<(string Input, string Value)> texts)
    {
        var files = new Dictionary<string, string>();
        foreach (var (input, value) in texts.Where(text => IsModelFile(classType, text.Input, text.Value)))
        {
            files[input] = value;
        }

        return files;
    }

    /// <summary>Whether the value of an input names a model file.</summary>
    public static bool IsModelFile(string classType, string input, string value) =>
        value.Length <= LongestFileName &&
        ((IsLoader(classType) && input.EndsWith("_name", StringComparison.Ordinal)) ||
            ModelExtensions.Any(extension => value.EndsWith(extension, StringComparison.OrdinalIgnoreCase)));

    private static bool IsLoader(string classType) => classType.Contains("Loader", StringComparison.OrdinalIgnoreCase);
}
