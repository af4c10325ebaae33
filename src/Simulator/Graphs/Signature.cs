namespace ArtEngine.ComfySimulator.Graphs;

/// <summary>What a node's result depends on; a volatile one is never taken from the cache.</summary>
internal readonly record struct Signature(string Hash, bool IsVolatile);
