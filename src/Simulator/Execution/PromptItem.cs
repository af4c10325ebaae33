using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Graphs;
using ArtEngine.ComfySimulator.Json;

namespace ArtEngine.ComfySimulator.Execution;

/// <summary>A job in the queue.</summary>
internal sealed record PromptItem(Priority Priority, string Id, Graph Graph, JsonObject ExtraData, IReadOnlyList<string> Outputs)
{
    /// <summary>Five things in a row, as /queue and /history show a job.</summary>
    public object?[] Tuple { get; } = [Priority.Text, Id, Graph.ToRaw(), ComfyJson.ToRaw(ExtraData), Outputs];

    public RawJson GraphText => (RawJson)Tuple[2]!;

    public RawJson ExtraText => (RawJson)Tuple[3]!;

    public JsonNode? ClientId => ExtraData["client_id"];

    public long CreateTime => ExtraData["create_time"]!.GetValue<long>();

    public string? WorkflowId => (Pnginfo?["workflow"] as JsonObject)?["id"]?.ToString();

    public JsonObject? Pnginfo => ExtraData["extra_pnginfo"] as JsonObject;
}
