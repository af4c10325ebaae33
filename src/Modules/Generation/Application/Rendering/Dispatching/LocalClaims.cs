using System.Collections.Concurrent;

namespace ArtEngine.Generation.Application.Rendering.Dispatching;

/// <summary>
/// Keeps the lanes of one node from reaching for the same job at the same time: each takes the next one instead of losing a
/// race for the first. Between nodes the database decides.
/// </summary>
internal sealed class LocalClaims
{
    private readonly ConcurrentDictionary<Guid, byte> _reserved = new();

    public bool TryReserve(Guid jobId) => _reserved.TryAdd(jobId, 0);

    public void Release(Guid jobId) => _reserved.TryRemove(jobId, out _);
}
