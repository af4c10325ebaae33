namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>What a ComfyUI server runs on, as it says itself.</summary>
/// <param name="Version">Of ComfyUI; null when it does not say.</param>
/// <param name="MemoryTotal">Bytes of memory; null when it does not say.</param>
/// <param name="MemoryFree">How many of them are free.</param>
/// <param name="Devices">What it renders on.</param>
internal sealed record ServerMachine(string? Version, long? MemoryTotal, long? MemoryFree, IReadOnlyList<ServerDevice> Devices);

/// <summary>What a ComfyUI server renders on.</summary>
/// <param name="Name">What the server calls it.</param>
/// <param name="MemoryTotal">Bytes of its memory; null when the server does not say.</param>
/// <param name="MemoryFree">How many of them are free.</param>
internal sealed record ServerDevice(string Name, long? MemoryTotal, long? MemoryFree);
