namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>What is sent to a server to be rendered.</summary>
/// <param name="Id">The attempt's id, by which the server knows it.</param>
/// <param name="Graph">The graph.</param>
/// <param name="EditorFile">
/// The file of the editor that the graph was made from, as JSON: ComfyUI writes it into pictures, which then open in the editor, and
/// some nodes read it. Null when there is none.
/// </param>
internal sealed record RenderPrompt(Guid Id, string Graph, string? EditorFile = null)
{
    /// <summary>The user's key for nodes that ask comfy.org; null when there is none, or no node asks.</summary>
    public string? ComfyKey { get; init; }

    /// <summary>Its nodes whose pictures are not saved, but come with the events.</summary>
    public IReadOnlySet<string> PictureSenders { get; init; } = new HashSet<string>();

    /// <summary>Whether it goes before the prompts that wait at the server.</summary>
    public bool GoesFirst { get; init; }

    /// <summary>The key is nobody's to read.</summary>
    public override string ToString() => $"prompt {Id}";
}
