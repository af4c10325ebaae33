namespace ArtEngine.ComfySimulator.Storage;

/// <summary>A file as outputs name it.</summary>
internal sealed record SavedFile(string Filename, string Subfolder, string Type);
