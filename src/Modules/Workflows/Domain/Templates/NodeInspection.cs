using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Graphs;
using ArtEngine.Workflows.Domain.Parameters;

namespace ArtEngine.Workflows.Domain.Templates;

/// <summary>
/// What the servers' description of the classes finds wrong with a graph. Nodes may check inputs themselves and take more: what is
/// told is worth a look, and ComfyUI has the last word.
/// </summary>
internal static class NodeInspection
{
    private const int MaxProblems = 500;

    /// <param name="graph">The graph.</param>
    /// <param name="classes">What servers say; nothing is told while they say nothing at all.</param>
    public static IReadOnlyList<NodeProblem> Of(Graph graph, IReadOnlyDictionary<string, NodeClass> classes) => classes.Count == 0
        ? []
        : [.. graph.Nodes.SelectMany(node => classes.TryGetValue(node.ClassType ?? "", out var known)
                ? Of(graph, node, known)
                : [Unknown(node)])
            .Take(MaxProblems)];

    private static NodeProblem Unknown(GraphNode node) =>
        new(
            node.Id, node.ClassType, null,
            "No ComfyUI server has said that it has this class: install it, or try again when the servers answer.");

    private static IEnumerable<NodeProblem> Of(Graph graph, GraphNode node, NodeClass known)
    {
        var given = node.Inputs.ToDictionary(input => input.Name, StringComparer.Ordinal);
        foreach (var input in known.Inputs)
        {
            if (!given.TryGetValue(input.Name, out var span))
            {
                // Of inputs that grow by themselves the names are others than the description's.
                if (!input.IsOptional && !input.Type.StartsWith("COMFY_", StringComparison.Ordinal))
                {
                    yield return new(node.Id, node.ClassType, input.Name, "It is required and missing.");
                }
            }
            else if (!IsLinkOrPlaceholder(node, span) && FaultOf(input, JsonElement.Parse(graph.Json.Span.Slice(span.Start, span.Length)))
                is { } fault)
            {
                yield return new(node.Id, node.ClassType, input.Name, fault.Reason, fault.Nearest);
            }
        }
    }

    private static bool IsLinkOrPlaceholder(GraphNode node, InputSpan input) =>
        node.Links.Any(link => link.Input == input.Name) ||
        node.Spots.Any(spot => spot.Start >= input.Start && spot.Start < input.Start + input.Length);

    private static (string Reason, string? Nearest)? FaultOf(NodeInput input, JsonElement value) => input switch
    {
        { Choices: { Count: > 0 } choices, Upload: null } when !choices.Any(choice => JsonElement.DeepEquals(choice, value)) =>
            ($"There is no {Wording.Quote(Text(value))}.", Nearest(Text(value), choices.Select(Text))),
        { Type: "INT" or "FLOAT" } when value.ValueKind == JsonValueKind.Number =>
            RangeFault(input, value) is { } fault ? (fault, null) : null,
        { Type: "INT" or "FLOAT" } when value.ValueKind == JsonValueKind.Null => ("It must be a number.", null),
        _ => null,
    };

    private static string? RangeFault(NodeInput input, JsonElement value) =>
        input.Minimum is { } minimum && ExactNumber.Compare(value, minimum) < 0 ? $"It must be at least {minimum.GetRawText()}."
        : input.Maximum is { } maximum && ExactNumber.Compare(value, maximum) > 0 ? $"It must be at most {maximum.GetRawText()}."
        : null;

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string? Nearest(string word, IEnumerable<string> known) =>
        Similarity.Closest(word, known) is [var closest, ..] ? closest : null;
}
