using ArtEngine.Workflows.Domain.Graphs;

namespace ArtEngine.Workflows.Domain.Templates;

/// <summary>A piece of a graph: bytes of the file as they are, or a value in a placeholder's place.</summary>
/// <param name="Start">First byte in the file.</param>
/// <param name="Length">Bytes in the file.</param>
/// <param name="Name">The placeholder's name; null for bytes of the file.</param>
/// <param name="IsWhole">The value stands alone; else it is part of a longer text.</param>
internal readonly record struct TemplateSegment(int Start, int Length, string? Name, bool IsWhole)
{
    public static List<TemplateSegment> Cut(Graph graph)
    {
        var segments = new List<TemplateSegment>();
        var spots = new Queue<PlaceholderSpot>(graph.Spots);
        foreach (var (start, end) in graph.KeptRanges)
        {
            var at = start;
            while (spots.TryPeek(out var spot) && spot.Start < end)
            {
                segments.Add(new TemplateSegment(at, spot.Start - at, null, false));
                segments.Add(new TemplateSegment(spot.Start, spot.Length, spot.Name, spot.IsWhole));
                at = spot.Start + spot.Length;
                spots.Dequeue();
            }

            segments.Add(new TemplateSegment(at, end - at, null, false));
        }

        return segments;
    }

    public ReadOnlyMemory<byte> Bytes(ReadOnlyMemory<byte> json, IReadOnlyDictionary<string, InsertedValue> values) =>
        Name is null ? json.Slice(Start, Length) : IsWhole ? values[Name].Json : values[Name].Text;
}
