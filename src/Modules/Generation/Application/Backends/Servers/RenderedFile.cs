namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>A file at the server, or what it told or sent instead of one.</summary>
/// <param name="NodeId">The node that made it.</param>
/// <param name="Kind">The word under which the node told of it, such as <c>images</c>.</param>
/// <param name="Index">Its place among those of the same node and kind.</param>
/// <param name="FileName">Its name; of a text an invented one.</param>
/// <param name="Subfolder">Where it lies in the folder.</param>
/// <param name="Folder"><c>output</c>, <c>temp</c> or <c>input</c>; a server may say anything else.</param>
/// <param name="Text">The text itself; null for a file.</param>
internal sealed record RenderedFile(
    string NodeId, string Kind, int Index, string FileName, string Subfolder, string Folder, string? Text = null)
{
    /// <summary>Temporary files are previews, unless a workflow makes nothing else.</summary>
    public bool IsKept => Folder == "output";

    /// <summary>The picture itself, which came with the events; null for a file.</summary>
    public SentPicture? Sent { get; init; }

    /// <summary>Whether the node only named a path: nothing is wrong when no file is there.</summary>
    public bool MayBeMissing { get; init; }
}

/// <summary>A picture that a node sent to whoever listened, and saved nowhere.</summary>
internal sealed record SentPicture(string ContentType, ReadOnlyMemory<byte> Bytes);
