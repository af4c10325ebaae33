namespace ArtEngine.ComfySimulator.Graphs;

/// <summary>A body so wrong that ComfyUI does not answer with an error of its own but with a plain 500.</summary>
internal sealed class MalformedPromptException(string message) : Exception(message);
