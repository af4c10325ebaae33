namespace ArtEngine.Generation.Domain.Library;

/// <summary>Where a file lies at a ComfyUI server.</summary>
/// <param name="Folder"><c>output</c>, <c>temp</c> or <c>input</c>.</param>
/// <param name="Subfolder">Within it.</param>
/// <param name="Name">The file's name.</param>
internal sealed record ServerFile(string Folder, string Subfolder, string Name)
{
    /// <summary>Whether nobody else can have a file of this name: the job's id is in it.</summary>
    public bool IsOwnOf(Guid jobId) => Folder is "output" or "temp" &&
        ($"{Subfolder}/{Name}".Contains(jobId.ToString(), StringComparison.OrdinalIgnoreCase));
}
