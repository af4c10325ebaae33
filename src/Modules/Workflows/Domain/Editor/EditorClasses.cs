namespace ArtEngine.Workflows.Domain.Editor;

/// <summary>What a node is to the editor alone.</summary>
internal enum EditorKind
{
    /// <summary>A node that a server runs.</summary>
    Real,

    /// <summary>Its output is its first input.</summary>
    Passing,

    /// <summary>Its output is what is set under its name elsewhere.</summary>
    Getting,

    /// <summary>Its output is its own first value.</summary>
    Value,

    /// <summary>It is for people.</summary>
    Decoration,
}

/// <summary>Nodes that exist in the editor only, of ComfyUI itself and of packs that most people have.</summary>
internal static class EditorClasses
{
    private const string Setter = "SetNode";

    public static EditorKind KindOf(string type) => type switch
    {
        "Reroute" or "Reroute (rgthree)" or Setter => EditorKind.Passing,
        "GetNode" => EditorKind.Getting,
        "PrimitiveNode" => EditorKind.Value,
        "Note" or "MarkdownNote" or "Label (rgthree)" or "Bookmark (rgthree)" => EditorKind.Decoration,
        _ when type.StartsWith("Fast ", StringComparison.Ordinal) && type.EndsWith("(rgthree)", StringComparison.Ordinal) =>
            EditorKind.Decoration,
        _ => EditorKind.Real,
    };

    public static bool IsSetter(string type) => type == Setter;
}
