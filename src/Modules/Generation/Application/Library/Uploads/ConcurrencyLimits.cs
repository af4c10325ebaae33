using System.Threading.RateLimiting;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>Limits on what somebody does at the same time.</summary>
internal static class ConcurrencyLimits
{
    /// <summary>Lets so many through for each key; who comes later is refused and does not wait.</summary>
    public static PartitionedRateLimiter<TKey> PerKey<TKey>(int most)
        where TKey : notnull => PartitionedRateLimiter.Create<TKey, TKey>(key => RateLimitPartition.GetConcurrencyLimiter(
            key, _ => new() { PermitLimit = most, QueueLimit = 0 }));
}
