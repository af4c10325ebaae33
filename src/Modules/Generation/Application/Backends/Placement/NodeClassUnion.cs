using System.Text.Json;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>A node class as several servers together have it: of different versions, and with different files.</summary>
internal static class NodeClassUnion
{
    /// <param name="parts">What each server says, one at least.</param>
    public static NodeClass Of(IReadOnlyList<NodeClass> parts) => new(
        parts[0].Name,
        parts.Any(part => part.IsOutput == true) ? true : parts.Any(part => part.IsOutput == false) ? false : null,
        [.. parts.SelectMany(part => part.Inputs).GroupBy(input => input.Name).Select(same => InputOf([.. same]))],
        parts[0].Outputs)
    {
        Title = parts[0].Title,
    };

    private static NodeInput InputOf(IReadOnlyList<NodeInput> same)
    {
        var first = same[0];
        var alike = same.Where(input => input.Type == first.Type).ToList();
        return first with
        {
            IsOptional = alike.Any(input => input.IsOptional),
            Minimum = Widest(alike.Select(input => input.Minimum), (one, other) => one <= other),
            Maximum = Widest(alike.Select(input => input.Maximum), (one, other) => one >= other),
            Choices = first.Choices is null ? null : Choices(alike),
            Default = first.Default ?? FirstCommon(alike),
        };
    }

    /// <summary>None when one server sets no limit.</summary>
    private static JsonElement? Widest(IEnumerable<JsonElement?> limits, Func<double, double, bool> isWider) =>
        limits.Aggregate((one, other) => one is null || other is null ? null
            : isWider(one.Value.GetDouble(), other.Value.GetDouble()) ? one : other);

    private static List<JsonElement> Choices(List<NodeInput> same) => same.Count == 1
        ? [.. same[0].Choices!]
        : [.. same.SelectMany(input => input.Choices ?? []).DistinctBy(choice => choice.GetRawText())];

    /// <summary>The editor begins with the first choice. One that all servers have can be rendered by each of them.</summary>
    private static JsonElement? FirstCommon(List<NodeInput> same)
    {
        if (same[0].Upload is not null || same[0].Choices is not { Count: > 0 } choices)
        {
            return same.FirstOrDefault(input => input is { Upload: null, Choices.Count: > 0 })?.Choices![0];
        }

        var others = same.Skip(1).Select(input => (input.Choices ?? []).Select(choice => choice.GetRawText()).ToHashSet()).ToList();
        return others.Count == 0
            ? choices[0]
            : choices.Select(choice => (JsonElement?)choice)
                .FirstOrDefault(choice => others.TrueForAll(other => other.Contains(choice!.Value.GetRawText()))) ?? choices[0];
    }
}
