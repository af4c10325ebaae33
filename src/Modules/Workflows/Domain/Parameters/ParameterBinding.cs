namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>An input that a parameter sets, wherever it stands in the file, so that the file may be exported again.</summary>
/// <param name="Node">The node's id, or a title that no other node has.</param>
/// <param name="Input">Its input.</param>
internal sealed record ParameterBinding(string Node, string Input);
