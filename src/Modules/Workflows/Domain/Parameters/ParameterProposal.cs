using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Graphs;

namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>
/// Proposes a parameter file for a graph: each value that stands in it becomes a parameter bound to its place, those that people
/// usually choose first and the others as advanced ones.
/// </summary>
internal sealed class ParameterProposal(Graph graph, IReadOnlyDictionary<string, NodeClass> classes)
{
    private const int MaxParameters = 200;
    private const int LongestText = 10_000;

    private static readonly HashSet<string> Usual = new(StringComparer.Ordinal)
    {
        "text", "prompt", "negative_prompt", "seed", "steps", "cfg", "guidance", "denoise", "sampler_name", "scheduler", "width", "height",
        "batch_size", "length", "frames", "fps", "seconds", "image", "mask", "video", "audio", "ckpt_name", "unet_name", "lora_name",
        "strength_model", "strength", "tags", "lyrics",
    };

    private static readonly HashSet<string> Internal = new(StringComparer.Ordinal)
        { "filename_prefix", "control_after_generate", "upload", "choose file to upload", "speak_and_recognation", "__value__" };

    private readonly HashSet<string> _names = [.. graph.Spots.Select(spot => spot.Name)];
    private readonly HashSet<string> _positive = Feeding(graph, "positive");
    private readonly HashSet<string> _negative = Feeding(graph, "negative");

    /// <summary>The parameters by name, each as a parameter file has it.</summary>
    public static IReadOnlyList<KeyValuePair<string, JsonObject>> Of(Graph graph, IReadOnlyDictionary<string, NodeClass> classes)
    {
        var proposal = new ParameterProposal(graph, classes);
        var all = graph.Nodes.SelectMany(node => node.Inputs.Select(input => proposal.Of(node, input))).OfType<Proposed>().ToList();
        return [.. all.OrderBy(one => one.IsAdvanced).Take(MaxParameters)
            .Select(one => KeyValuePair.Create(proposal.Unique(one), one.Spec()))];
    }

    private Proposed? Of(GraphNode node, InputSpan input)
    {
        if (Internal.Contains(input.Name) || node.Links.Any(link => link.Input == input.Name) || input.Length > LongestText ||
            node.Spots.Any(spot => spot.Start >= input.Start && spot.Start < input.Start + input.Length))
        {
            return null;
        }

        var kind = JsonElement.Parse(graph.Json.Span.Slice(input.Start, input.Length)).ValueKind;
        var known = classes.GetValueOrDefault(node.ClassType ?? "")?.Input(input.Name);
        var name = NameOf(node, input, kind);
        return kind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
            ? new(node, input.Name, name, !Usual.Contains(name) && known?.Upload is null, name == "seed" && kind == JsonValueKind.Number)
            : null;
    }

    private string NameOf(GraphNode node, InputSpan input, JsonValueKind kind) => input.Name switch
    {
        "noise_seed" => "seed",
        "text" or "prompt" when kind == JsonValueKind.String && _negative.Contains(node.Id) && !_positive.Contains(node.Id) =>
            "negative_prompt",
        "text" when kind == JsonValueKind.String && _positive.Contains(node.Id) => "prompt",
        var name => Placeholders.IsName(name) && !Placeholders.IsSystem(name) ? name : Sanitized(name),
    };

    private string Unique(Proposed one)
    {
        var candidates = new[] { one.Name, $"{one.Name}_{Sanitized(one.Node.Id)}" }
            .Concat(Enumerable.Range(2, MaxParameters).Select(number => FormattableString.Invariant($"{one.Name}_{number}")));
        return candidates.First(name => Placeholders.IsName(name) && _names.Add(name));
    }

    private static string Sanitized(string text)
    {
        var name = new StringBuilder();
        foreach (var letter in text.Take(40))
        {
            name.Append(char.IsLetterOrDigit(letter) ? letter : '_');
        }

        return Placeholders.IsName(name.ToString()) && !Placeholders.IsSystem(name.ToString()) ? name.ToString() : "value";
    }

    /// <summary>The nodes whose outputs lead to inputs of this name.</summary>
    private static HashSet<string> Feeding(Graph graph, string input)
    {
        var nodes = graph.Nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var links = graph.Nodes.SelectMany(node => node.Links).Where(link => link.Input == input);
        var open = new Stack<string>(links.Select(link => link.Target));
        while (open.TryPop(out var id))
        {
            if (found.Add(id) && nodes.TryGetValue(id, out var node))
            {
                foreach (var link in node.Links)
                {
                    open.Push(link.Target);
                }
            }
        }

        return found;
    }

    private sealed record Proposed(GraphNode Node, string Input, string Name, bool IsAdvanced, bool IsSeed)
    {
        public JsonObject Spec()
        {
            var spec = new JsonObject { ["bind"] = new JsonObject { ["node"] = Node.Id, ["input"] = Input } };
            if (IsSeed)
            {
                (spec["type"], spec["minimum"], spec["randomize"]) = ("integer", 0, true);
            }

            if (IsAdvanced)
            {
                (spec["advanced"], spec["group"]) = (true, Node.Title ?? Node.ClassType ?? Node.Id);
            }

            return spec;
        }
    }
}
