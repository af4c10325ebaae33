using System.Text.Json.Nodes;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>One declared input: its type, its limits, and what a combo may be set to.</summary>
internal sealed record NodeInput(string Name, string Type)
{
    public const string Combo = "COMBO";

    public bool IsOptional { get; init; }

    /// <summary>Sorted as ComfyUI sorts it: a number, a text, a truth value; null when there is none.</summary>
    public JsonNode? Default { get; init; }

    public decimal? Min { get; init; }

    public decimal? Max { get; init; }

    /// <summary>Further keys of the input's configuration, passed to clients as they are.</summary>
    public JsonObject? Hints { get; init; }

    public string? Tooltip { get; init; }

    /// <summary>What a combo offers; asked anew each time, as folders change.</summary>
    public Func<NodeWorld, IEnumerable<string>>? Choices { get; init; }

    public static NodeInput Link(string name, string type, string? tooltip = null) => new(name, type) { Tooltip = tooltip };

    public static NodeInput Int(string name, long? standard, decimal? min, decimal? max, string? hints = null) => new(name, "INT")
    {
        Default = standard is { } value ? JsonValue.Create(value) : null,
        Min = min,
        Max = max,
        Hints = Parse(hints),
    };

    public static NodeInput Float(string name, double? standard, double? min, double? max, string? hints = null) => new(name, "FLOAT")
    {
        Default = standard is { } value ? JsonNode.Parse(Json.ComfyJson.Float(value)) : null,
        Min = (decimal?)min,
        Max = (decimal?)max,
        Hints = Parse(hints),
    };

    public static NodeInput Text(string name, string? standard = null, string? hints = null, string? tooltip = null) => new(name, "STRING")
    {
        Default = standard is null ? null : JsonValue.Create(standard),
        Hints = Parse(hints),
        Tooltip = tooltip,
    };

    public static NodeInput Bool(string name, bool? standard = null) => new(name, "BOOLEAN")
    {
        Default = standard is { } value ? JsonValue.Create(value) : null,
    };

    public static NodeInput OneOf(string name, params string[] choices) => new(name, Combo) { Choices = _ => choices };

    public static NodeInput Model(string name, string folder, string? tooltip = null) => new(name, Combo)
    {
        Choices = world => world.Models(folder),
        Tooltip = tooltip,
    };

    public NodeInput Optional() => this with { IsOptional = true };

    public NodeInput With(string hints) => this with { Hints = Parse(hints) };

    private static JsonObject? Parse(string? hints) => hints is null ? null : JsonNode.Parse(hints)!.AsObject();
}
