using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Editor;

/// <summary>A node as ComfyUI's editor saves it.</summary>
/// <param name="Id">Its id within its graph.</param>
/// <param name="Type">A node class, a subgraph's id, or what only the editor knows.</param>
internal sealed record EditorNode(string Id, string Type)
{
    private const int Muted = 2;
    private const int Bypassed = 4;

    public int Mode { get; init; }

    public string? Title { get; init; }

    public IReadOnlyList<EditorSlot> Inputs { get; init; } = [];

    /// <summary>The types of its outputs.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>A list in the order of its widgets, or an object by their names; null when it has none.</summary>
    public JsonElement? Values { get; init; }

    /// <summary>The same by their names, an object; null in files that are older than that.</summary>
    public JsonElement? NamedValues { get; init; }

    /// <summary>What else the editor keeps of it, an object; null when it has none.</summary>
    public JsonElement? Properties { get; init; }

    public bool IsMuted => Mode == Muted;

    public bool IsBypassed => Mode == Bypassed;

    /// <summary>The value of its first widget.</summary>
    public JsonElement? FirstValue =>
        Values is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0] : null;

    public override string ToString() => $"Node \"{Id}\" ({Type})";
}

/// <summary>An input of a node as the editor saves it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it takes.</param>
/// <param name="Link">The link that comes in; null when none does.</param>
/// <param name="IsWidget">Whether it is a widget that may be linked, too.</param>
internal sealed record EditorSlot(string Name, string Type, string? Link, bool IsWidget);

/// <summary>A link as the editor saves it.</summary>
/// <param name="Origin">The node that it begins at.</param>
/// <param name="OriginSlot">That node's output.</param>
/// <param name="Target">The node that it leads to.</param>
/// <param name="TargetSlot">That node's input.</param>
/// <param name="Type">What flows.</param>
internal sealed record EditorLink(string Origin, int OriginSlot, string Target, int TargetSlot, string Type);
