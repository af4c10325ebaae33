using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Domain.Graphs;

namespace ArtEngine.Workflows.Domain.Templates;

/// <summary>What of a graph somebody may have meant otherwise.</summary>
internal static class TemplateWarnings
{
    private const int MaxWarnings = 50;

    public static IReadOnlyList<string> Of(Graph graph) =>
        [.. graph.Nodes.SelectMany(node => node.LookAlikes.Select(one => LooksLikePlaceholder(node, one.Input, one.Word))).Distinct()
            .Take(MaxWarnings)];

    private static string LooksLikePlaceholder(GraphNode node, string input, string word)
    {
        var place = $"{node}, input {Wording.Quote(input)}: {Wording.Quote(word)} is sent as it stands";
        return LookAlikes.IsOfEditor(word)
            ? $"{place}: only ComfyUI's editor fills it in. Write {{{{job_id}}}} or a placeholder of your own in its place."
            : $"{place}. If a value shall come from the caller, write {{{{name}}}} with {Placeholders.NameRule}; else list the word under "
                + "\"literals\" in the parameter file.";
    }
}
