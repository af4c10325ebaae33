using System.Threading.RateLimiting;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>Limits on what somebody does at the same time.</summary>
internal static class ConcurrencyLimits
{
    /// <summary>Lets so many through for each key; who comes later waits if there is a place to wait, and is refused otherwise.</summary>
    public static PartitionedRateLimiter<TKey> PerKey<TKey>(int most, int waiting = 0)
        where TKey : notnull => PartitionedRateLimiter.Create<TKey, TKey>(key => RateLimitPartition.GetConcurrencyLimiter(
            key, _ => new() { PermitLimit = most, QueueLimit = waiting }));
}
