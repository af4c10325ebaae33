using System.Globalization;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>Finds in a graph what ComfyUI would refuse, by the descriptions of its node classes and with ComfyUI's rules.</summary>
/// <param name="graph">The graph, an object of nodes.</param>
/// <param name="classes">What the server says of the classes; null of those that it does not have.</param>
internal sealed class GraphCheck(JsonElement graph, IReadOnlyDictionary<string, NodeClass?> classes)
{
    private const int MaxShown = 100;

    /// <param name="filledLater">Inputs whose values are not known yet: they take uploaded pictures.</param>
    public IEnumerable<GraphProblem> Problems(IReadOnlySet<(string NodeId, string Input)> filledLater)
    {
        foreach (var node in graph.EnumerateObject().Where(node => ClassOf(node.Value) is not null))
        {
            var classType = ClassOf(node.Value)!;
            if (!classes.TryGetValue(classType, out var known))
            {
                continue;
            }

            if (known is null)
            {
                yield return new(node.Name, classType, null, $"There is no node class {Wording.Quote(classType)}.");
                continue;
            }

            foreach (var input in known.Inputs.Where(input => !filledLater.Contains((node.Name, input.Name))))
            {
                if (Fault(node.Value.GetProperty("inputs"), input) is var (reason, nearest))
                {
                    yield return new(node.Name, classType, input.Name, reason, nearest);
                }
            }
        }
    }

    private static string? ClassOf(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object &&
        node.TryGetProperty("class_type", out var name) && name.ValueKind == JsonValueKind.String &&
        node.TryGetProperty("inputs", out var inputs) && inputs.ValueKind == JsonValueKind.Object
            ? name.GetString()
            : null;

    private (string Reason, string? Nearest)? Fault(JsonElement inputs, NodeInput input)
    {
        if (!inputs.TryGetProperty(input.Name, out var value))
        {
            // Of inputs that grow by themselves the names are others than the description's.
            return input.IsOptional || input.Type.StartsWith("COMFY_", StringComparison.Ordinal)
                ? null
                : ("It is required and not there.", null);
        }

        return IsLink(value) ? LinkFault(value, input) : ValueFault(value, input);
    }

    private static bool IsLink(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2 &&
        value[0].ValueKind == JsonValueKind.String && value[1].ValueKind == JsonValueKind.Number;

    private (string Reason, string? Nearest)? LinkFault(JsonElement link, NodeInput input)
    {
        var source = link[0].GetString()!;
        if (!graph.TryGetProperty(source, out var node) || ClassOf(node) is not { } classType ||
            classes.GetValueOrDefault(classType) is not { } known || !link[1].TryGetInt32(out var slot))
        {
            return null;
        }

        return slot < 0 || slot >= known.Outputs.Count
            ? ($"Node {Wording.Quote(source)} ({classType}) has no output {slot}.", null)
            : Fits(known.Outputs[slot], input.Type)
                ? null
                : ($"It takes {input.Type}, and output {slot} of node {Wording.Quote(source)} is {known.Outputs[slot]}.", null);
    }

    /// <summary>Types may be lists with commas; <c>*</c> is any.</summary>
    private static bool Fits(string output, string input) => output == "*" || input == "*" || output is "COMBO" || input is "COMBO" ||
        output.StartsWith("COMFY_", StringComparison.Ordinal) || input.StartsWith("COMFY_", StringComparison.Ordinal) ||
        output.Split(',').Intersect(input.Split(',')).Any();

    private static (string Reason, string? Nearest)? ValueFault(JsonElement value, NodeInput input) => input.Type switch
    {
        "INT" or "FLOAT" => NumberFault(value, input),
        "COMBO" when input is { Choices: { } choices, Upload: null } && !choices.Any(choice => IsSame(choice, value)) =>
            ChoiceFault(value, choices),
        _ => null,
    };

    /// <summary>Python reads numbers out of texts, and takes true for 1.</summary>
    private static (string Reason, string? Nearest)? NumberFault(JsonElement value, NodeInput input)
    {
        double? number = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.String when
                double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var read) => read,
            _ => null,
        };
        return number is null ? ($"It takes a number, not {Wording.Kind(value)}.", null)
            : input.Minimum is { } minimum && number < minimum.GetDouble() ? ($"It must be at least {minimum.GetRawText()}.", null)
            : input.Maximum is { } maximum && number > maximum.GetDouble() ? ($"It must be at most {maximum.GetRawText()}.", null)
            : null;
    }

    private static bool IsSame(JsonElement choice, JsonElement value) => JsonElement.DeepEquals(choice, value) ||
        (choice.ValueKind == JsonValueKind.String && value.ValueKind == JsonValueKind.String &&
            ModelFiles.Spelled(new HashSet<string> { choice.GetString()! }, value.GetString()!) is not null);

    private static (string Reason, string? Nearest)? ChoiceFault(JsonElement value, IReadOnlyList<JsonElement> choices)
    {
        var asked = value.ToString();
        var known = choices.Select(choice => choice.ToString()).ToList();
        return ($"There is no {Wording.Quote(asked)}. There are {Wording.List(known.Take(MaxShown).Select(Wording.Quote))}.",
            Similarity.Closest(asked, known) is [var nearest, ..] ? nearest : null);
    }
}
