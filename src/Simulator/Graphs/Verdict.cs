using System.Text.Json.Nodes;

namespace ArtEngine.ComfySimulator.Graphs;

/// <summary>What validation says: the outputs that may run, and what is wrong with the rest. An error refuses the whole.</summary>
internal sealed record Verdict(Graph? Graph, IReadOnlyList<string> Outputs, JsonObject NodeErrors, JsonObject? Error)
{
    public static Verdict Refused(JsonObject error, JsonObject? nodeErrors = null) => new(null, [], nodeErrors ?? [], error);
}
