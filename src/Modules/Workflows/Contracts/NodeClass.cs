using System.Text.Json;

namespace ArtEngine.Workflows.Contracts;

/// <summary>A node class as ComfyUI's <c>object_info</c> describes it.</summary>
/// <param name="Name">Its <c>class_type</c>.</param>
/// <param name="IsOutput">Whether it runs although nobody reads it; null when nothing is said.</param>
/// <param name="Inputs">Its inputs in the order of the editor: the required ones, then the optional ones.</param>
/// <param name="Outputs">The types of its outputs, by slot.</param>
public sealed record NodeClass(string Name, bool? IsOutput, IReadOnlyList<NodeInput> Inputs, IReadOnlyList<string> Outputs)
{
    /// <summary>What the editor calls it; null when nothing is said.</summary>
    public string? Title { get; init; }

    /// <summary>The input of this name; null when it has none.</summary>
    public NodeInput? Input(string name) => Inputs.FirstOrDefault(input => input.Name == name);
}

/// <summary>An input of a node class.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>INT, FLOAT, STRING, BOOLEAN, COMBO</c>, or what kind of output it reads: <c>MODEL, IMAGE</c>, ...</param>
public sealed record NodeInput(string Name, string Type)
{
    /// <summary>Whether it may be left out.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What the editor begins with; null when nothing is said.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>A number, inclusive; null without a limit.</summary>
    public JsonElement? Minimum { get; init; }

    /// <summary>A number, inclusive; null without a limit.</summary>
    public JsonElement? Maximum { get; init; }

    /// <summary>By how much the editor goes up and down; ComfyUI takes what lies between, too.</summary>
    public JsonElement? Step { get; init; }

    /// <summary>Of a <c>COMBO</c> what may be chosen at present; null when that is not said.</summary>
    public IReadOnlyList<JsonElement>? Choices { get; init; }

    /// <summary>Whether the choices are files that people upload: <c>image, video, audio, file</c>; null when they are not.</summary>
    public string? Upload { get; init; }

    /// <summary>Whether the text may have several lines.</summary>
    public bool IsMultiline { get; init; }

    /// <summary>Whether the editor draws it anew after each run, as it does seeds, and keeps a value more for how.</summary>
    public bool IsDrawn { get; init; }

    /// <summary>Whether it is a socket although its type is one of values.</summary>
    public bool IsSocket { get; init; }

    /// <summary>What it is for; null when nothing is said.</summary>
    public string? Tooltip { get; init; }
}
