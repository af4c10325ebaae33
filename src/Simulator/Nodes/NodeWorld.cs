using ArtEngine.ComfySimulator.Storage;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>What nodes know of the server they run in.</summary>
internal sealed record NodeWorld(SimulatorOptions Options, FileStore Files, TimeProvider Clock)
{
    public IEnumerable<string> Models(string folder) => Options.Models.TryGetValue(folder, out var names) ? names : [];
}
