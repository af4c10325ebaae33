using ArtEngine.BuildingBlocks;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>One top-level property of a graph file; usually a node.</summary>
/// <param name="Id">The property's name.</param>
/// <param name="KeyStart">Where the property's name begins, in bytes from the start of the file.</param>
/// <param name="ValueStart">Where its value begins.</param>
internal sealed record GraphNode(string Id, int KeyStart, int ValueStart)
{
    /// <summary>The first byte after the value.</summary>
    public int ValueEnd { get; init; }

    /// <summary>Null when there is none, or it is no text.</summary>
    public string? ClassType { get; init; }

    /// <summary>Whether <c>inputs</c> is there and an object; a node without it can end a ComfyUI worker.</summary>
    public bool HasInputs { get; init; }

    /// <summary>Whether its title carries the marker <c>{{output_node_id}}</c>.</summary>
    public bool IsMarkedAsOutput { get; init; }

    /// <summary>Its <c>_meta.title</c>; null when it has none.</summary>
    public string? Title { get; init; }

    public IReadOnlyList<GraphLink> Links { get; init; } = [];

    /// <summary>What is wrong with one of its links; null when nothing is.</summary>
    public string? LinkFault { get; init; }

    /// <summary>Its inputs as they stand in the file.</summary>
    public IReadOnlyList<InputSpan> Inputs { get; init; } = [];

    /// <summary>What looks like a placeholder in its inputs and is none, with the input.</summary>
    public IReadOnlyList<(string Input, string Word)> LookAlikes { get; init; } = [];

    public IReadOnlyList<PlaceholderSpot> Spots { get; init; } = [];

    public override string ToString() => ClassType is null ? $"Node {Wording.Quote(Id)}" : $"Node {Wording.Quote(Id)} ({ClassType})";
}

/// <summary>An input that reads another node's output: <c>["id", slot]</c>, as written.</summary>
/// <param name="Input">Name of the input.</param>
/// <param name="Target">Id of the node that is read.</param>
/// <param name="HasNumericSlot">Whether ComfyUI would take it for a link, whatever the id.</param>
/// <param name="HasValidSlot">Whether the slot is an integer from 0.</param>
/// <param name="HasNumericId">Whether the id is written as a number, so that ComfyUI takes the pair for a plain list.</param>
internal sealed record GraphLink(string Input, string Target, bool HasNumericSlot, bool HasValidSlot, bool HasNumericId = false)
{
    /// <summary>The output that is read; 0 when it is not valid.</summary>
    public int Slot { get; init; }
}

/// <summary>The value of an input, directly under <c>inputs</c>, as bytes of the file.</summary>
/// <param name="Name">Name of the input.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Depth">Objects and lists around it.</param>
internal sealed record InputSpan(string Name, int Start, int Length, int Depth);

/// <summary>Where a placeholder stands in the file.</summary>
/// <param name="Start">First byte to replace; of a whole value, its opening quotation mark.</param>
/// <param name="Length">Bytes to replace.</param>
/// <param name="Name">Name without braces.</param>
/// <param name="IsWhole">The value is the placeholder and nothing else: any JSON may take its place.</param>
/// <param name="NodeId">The node that it stands in.</param>
/// <param name="Input">The input whose value it stands in, directly under <c>inputs</c>; null elsewhere.</param>
/// <param name="Depth">Objects and lists around it.</param>
internal sealed record PlaceholderSpot(int Start, int Length, string Name, bool IsWhole, string NodeId, string? Input, int Depth)
{
    /// <summary>The class of the node; null when it has none that is text.</summary>
    public string? ClassType { get; init; }

    /// <summary>Whether ComfyUI would read a pair in its place as a link.</summary>
    public bool IsInput => Input is not null;
}
