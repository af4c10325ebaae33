using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Application.Backends.Registry;

/// <summary>The one answer to what is wrong with a server, for health, metrics and <c>GET /backends</c>.</summary>
internal static class BackendTrouble
{
    /// <summary>A new server's lane begins within that.</summary>
    private static readonly TimeSpan BeginsWithin = TimeSpan.FromSeconds(10);

    /// <summary>A sentence; null when nothing is wrong.</summary>
    public static string? Of(Backend backend, DateTimeOffset now) => backend.IsLaneAlive(now) ? backend.Trouble
        : backend.LaneSeenAt is { } seen ? $"No node has driven it since {seen:yyyy-MM-dd HH:mm:ss} UTC."
        : backend.Trouble ?? (now - backend.CreatedAt > BeginsWithin ? "No node drives it." : null);

    /// <summary>Whether it should take jobs, by what its administrator said.</summary>
    public static bool IsExpectedToWork(this Backend backend) => backend.State is BackendState.Active or BackendState.Draining;
}
