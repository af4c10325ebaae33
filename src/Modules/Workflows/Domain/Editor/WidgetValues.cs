using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Workflows.Domain.Editor;

/// <summary>
/// Gives the values of a node's widgets their names. Newer editors save these, too; a list alone is in the order of the class's
/// inputs, with more values behind some of them.
/// </summary>
internal static class WidgetValues
{
    /// <summary>What begins the names of types whose inputs the editor makes as it goes.</summary>
    private const string Moving = "COMFY_";

    private static readonly Dictionary<string, JsonElement> Nothing = [];

    /// <summary>The values by input, or what does not fit, in a sentence.</summary>
    public static (IReadOnlyDictionary<string, JsonElement> Values, string? Fault) Of(EditorNode node, NodeClass known)
    {
        if (known.Inputs.FirstOrDefault(input => input.Type.StartsWith(Moving, StringComparison.Ordinal) && !CanBeRead(node, input))
            is { } moving)
        {
            return (Nothing, $"its input {Wording.Quote(moving.Name)} changes with its values, which cannot be read from such a file.");
        }

        return PowerLoras.Is(node) ? (PowerLoras.Of(node), null)
            : node.Values is { ValueKind: JsonValueKind.Object } record ? ByName(record, known, isWhole: true)
            : node.NamedValues is { } named ? ByName(named, known, isWhole: false)
            : WidgetList.Read(node, known);
    }

    /// <summary>Whether such an input is a plain socket, or the file names what has become of it.</summary>
    private static bool CanBeRead(EditorNode node, NodeInput input)
    {
        var grown = node.Inputs.Where(slot => IsOf(input, slot.Name)).ToList();
        return input.Type.StartsWith("COMFY_MATCHTYPE", StringComparison.Ordinal)
            || (node.NamedValues is { } named && named.EnumerateObject().Any(member => IsOf(input, member.Name)))
            || (input.Type.StartsWith("COMFY_AUTOGROW", StringComparison.Ordinal)
                ? grown.TrueForAll(slot => !slot.IsWidget) && (grown.Count > 0 || input.IsOptional)
                : input.IsOptional && !input.Type.StartsWith("COMFY_DYNAMICCOMBO", StringComparison.Ordinal));
    }

    /// <summary>Whether the name is the input's, or of one that it has made: <c>images.image0</c>.</summary>
    private static bool IsOf(NodeInput input, string name) => name.StartsWith(input.Name, StringComparison.Ordinal)
        && (name.Length == input.Name.Length || name[input.Name.Length] == '.');

    /// <param name="named">The values.</param>
    /// <param name="known">The class.</param>
    /// <param name="isWhole">
    /// Whether the node saves its values in this way itself: then plain ones that the class does not declare are widgets, too, of what
    /// was chosen in another one, as those of a video's format.
    /// </param>
    private static (IReadOnlyDictionary<string, JsonElement> Values, string? Fault) ByName(JsonElement named, NodeClass known, bool isWhole)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var input in known.Inputs.Where(input => !input.IsSocket))
        {
            if (named.TryGetProperty(input.Name, out var value))
            {
                if (WidgetFit.Fault(input, value) is { } fault)
                {
                    return (values, fault);
                }

                values[input.Name] = value;
            }
        }

        var moving = known.Inputs.Where(input => input.Type.StartsWith(Moving, StringComparison.Ordinal)).ToList();
        var others = named.EnumerateObject().Where(member => known.Input(member.Name) is null).ToList();
        foreach (var member in others.Where(
            member => (isWhole && IsPlain(member.Value)) || moving.Exists(input => IsOf(input, member.Name))))
        {
            values[member.Name] = member.Value;
        }

        return (values, WidgetList.Unclaimed(known, others
            .Where(member => !values.ContainsKey(member.Name) && !member.Name.EndsWith("preview", StringComparison.Ordinal))
            .Select(member => member.Value)));
    }

    private static bool IsPlain(JsonElement value) => value.ValueKind
        is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;
}
