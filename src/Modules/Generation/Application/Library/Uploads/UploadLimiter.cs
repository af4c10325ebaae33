using System.Threading.RateLimiting;
using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>How many pictures each user sends at the same time to this node: each takes memory while it arrives.</summary>
internal sealed class UploadLimiter : IDisposable
{
    private const int Most = 8;

    private readonly PartitionedRateLimiter<Guid> _users = ConcurrencyLimits.PerKey<Guid>(Most);

    /// <summary>Counts one until it is disposed of; throws 429 <c>too_many_uploads</c> when the user has too many.</summary>
    public IDisposable Acquire(Guid userId) => _users.AttemptAcquire(userId) is { IsAcquired: true } lease
        ? lease
        : throw new AppException(
            ErrorKind.TooMany, "too_many_uploads", $"{Most} pictures of yours arrive already; send more when one has ended.");

    public void Dispose() => _users.Dispose();
}
