using ArtEngine.ComfySimulator.Json;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>What a node made: a value for each output, and perhaps something to show.</summary>
internal sealed record NodeResult(IReadOnlyList<object?> Values, RawJson? Ui = null)
{
    public static NodeResult Nothing { get; } = new([]);

    public static NodeResult Of(params object?[] values) => new(values);

    public static NodeResult Shown(object ui, params object?[] values) => new(values, ComfyJson.ToRaw(ui));
}
