namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>Something that a graph needs and a server does not have.</summary>
/// <param name="NodeId">The node that needs it.</param>
/// <param name="ClassType">That node's class; what is missing while there is no <paramref name="Input"/>.</param>
/// <param name="Input">The input that names a file which is missing.</param>
/// <param name="File">The file.</param>
internal sealed record Lack(string NodeId, string ClassType, string? Input = null, string? File = null)
{
    /// <summary>What the server has instead of the file.</summary>
    public IReadOnlySet<string> Choices { get; init; } = new HashSet<string>();

    /// <summary>To be read after "has".</summary>
    public string Reason => Input is null ? $"no node class {ClassType}" : $"no {Input} '{File}' for {ClassType}";
}
