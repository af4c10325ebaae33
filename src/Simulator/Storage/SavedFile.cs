namespace ArtEngine.ComfySimulator.Storage;

/// <summary>A file as outputs and upload answers name it.</summary>
internal sealed record SavedFile(string Filename, string Subfolder, string Type);
