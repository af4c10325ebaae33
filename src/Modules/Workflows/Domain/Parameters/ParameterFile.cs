using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>
/// The file beside a graph, <c>name.params.json</c>: what people and programs are told about the workflow. Words that are
/// not known are refused, because a mistyped limit would silently be none.
/// </summary>
internal sealed record ParameterFile(
    string? Title, string? Description, IReadOnlyList<ParameterSpec> Parameters, int? StallSeconds = null, int? RenderSeconds = null)
{
    private const int LongestSeconds = 604_800;

    private static readonly string[] Words = ["$schema", "title", "description", "parameters", "limits", "literals", "openai", "metadata"];

    /// <summary>What OpenAI's API calls a parameter, as far as its name does not tell.</summary>
    private static readonly string[] OpenAiWords =
        ["prompt", "width", "height", "seed", "quality", "background", "style", "image", "mask"];

    private static readonly string[] MetadataWords = ["keep", "strip", "minimal"];

    public static readonly ParameterFile Empty = new(null, null, []);

    /// <summary>Placeholders of the graph that are none, by name, and what else only looks like one, as it stands.</summary>
    public IReadOnlySet<string> Literals { get; init; } = new HashSet<string>();

    /// <summary>The parameters by what OpenAI's API calls them.</summary>
    public IReadOnlyDictionary<string, string> OpenAi { get; init; } = new Dictionary<string, string>();

    /// <summary>What its outputs say of their making: <c>keep, strip</c> or <c>minimal</c>; null for what the service says.</summary>
    public string? Metadata { get; init; }

    public static ParameterFile Parse(ReadOnlyMemory<byte> file, WorkflowLimits limits)
    {
        var json = file.Span.StartsWith("\uFEFF"u8) ? file[3..] : file;
        if (json.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new BrokenWorkflowException("Parameter file: The file is empty.");
        }

        try
        {
            var options = new JsonDocumentOptions { MaxDepth = limits.JsonDepth, AllowDuplicateProperties = false };
            using var document = JsonDocument.Parse(json, options);
            return Parse(document.RootElement.Clone(), limits);
        }
        catch (JsonException fault)
        {
            throw new BrokenWorkflowException($"Parameter file: {JsonFaults.Describe(fault, json.Span)}");
        }
        catch (InvalidOperationException)
        {
            throw new BrokenWorkflowException("Parameter file: It holds text that is not valid Unicode.");
        }
    }

    private static ParameterFile Parse(JsonElement root, WorkflowLimits limits)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new BrokenWorkflowException("Parameter file: It is not a JSON object.");
        }

        var fields = new ParameterFields(root, "Parameter file");
        fields.RefuseOthersThan(Words);
        var parameters = fields.Element("parameters");
        if (parameters is { ValueKind: not JsonValueKind.Object })
        {
            throw new BrokenWorkflowException("Parameter file: \"parameters\" must be an object.");
        }

        var times = ReadLimits(fields.Element("limits"));
        return new ParameterFile(
            fields.Text("title"),
            fields.Text("description"),
            parameters is { } all ? [.. all.EnumerateObject().Select(one => ParameterSpecReader.Read(one.Name, one.Value, limits))] : [],
            times.StallSeconds,
            times.RenderSeconds)
        {
            Literals = ReadLiterals(fields),
            OpenAi = ReadOpenAi(fields.Element("openai")),
            Metadata = ReadMetadata(fields),
        };
    }

    private static string? ReadMetadata(ParameterFields fields) =>
        fields.Text("metadata") is not { } word || MetadataWords.Contains(word)
            ? fields.Text("metadata")
            : throw fields.Broken("\"metadata\" must be \"keep\", \"strip\" or \"minimal\".");

    private static HashSet<string> ReadLiterals(ParameterFields fields) => fields.List("literals")
        .Select(literal => literal.ValueKind == JsonValueKind.String
            ? literal.GetString()!
            : throw fields.Broken("\"literals\" must be a list of texts such as \"{{char}}\"."))
        .Select(text => text.StartsWith("{{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal)
            ? text[2..^2].Trim(' ')
            : text)
        .ToHashSet(StringComparer.Ordinal);

    private static Dictionary<string, string> ReadOpenAi(JsonElement? words)
    {
        if (words is null)
        {
            return [];
        }

        if (words is not { ValueKind: JsonValueKind.Object })
        {
            throw new BrokenWorkflowException("Parameter file: \"openai\" must be an object of parameters' names.");
        }

        var fields = new ParameterFields(words.Value, "Parameter file: openai");
        fields.RefuseOthersThan(OpenAiWords);
        return OpenAiWords.Where(fields.Has).ToDictionary(word => word, word => fields.Text(word)!);
    }

    private static (int? StallSeconds, int? RenderSeconds) ReadLimits(JsonElement? limits)
    {
        if (limits is null)
        {
            return (null, null);
        }

        if (limits is not { ValueKind: JsonValueKind.Object })
        {
            throw new BrokenWorkflowException("Parameter file: \"limits\" must be an object.");
        }

        var fields = new ParameterFields(limits.Value, "Parameter file: limits");
        fields.RefuseOthersThan(["stall_seconds", "render_seconds"]);
        return (Seconds(fields, "stall_seconds"), Seconds(fields, "render_seconds"));
    }

    private static int? Seconds(ParameterFields fields, string name) => fields.Element(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var seconds) && seconds is >= 1 and <= LongestSeconds =>
            seconds,
        _ => throw new BrokenWorkflowException($"Parameter file: limits: \"{name}\" must be a whole number from 1 to {LongestSeconds}."),
    };
}
