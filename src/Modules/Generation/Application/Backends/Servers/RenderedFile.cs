namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>A file at the server, or a text that it told instead.</summary>
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
}
