using System.Net;
using System.Threading.RateLimiting;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Uploads;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Tracking.Events;

/// <summary>How many streams each user, and each address without one, holds open on this node.</summary>
internal sealed class StreamLimiter(IOptions<StreamOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> _users = ConcurrencyLimits.PerKey<Guid>(options.Value.MaxStreamsPerUser);
    private readonly PartitionedRateLimiter<IPAddress> _addresses =
        ConcurrencyLimits.PerKey<IPAddress>(options.Value.MaxAnonymousStreamsPerAddress);

    /// <summary>Counts one until it is disposed of; throws 429 <c>too_many_streams</c> when the user has too many.</summary>
    public IDisposable Acquire(Guid userId) => _users.AttemptAcquire(userId) is { IsAcquired: true } lease
        ? lease
        : throw TooMany($"You have {options.Value.MaxStreamsPerUser} streams open; close one first (Generation:MaxStreamsPerUser).");

    /// <summary>The same for somebody unknown, by the network that the address belongs to.</summary>
    public IDisposable Acquire(IPAddress network) => _addresses.AttemptAcquire(network) is { IsAcquired: true } lease
        ? lease
        : throw TooMany(
            $"Your address has {options.Value.MaxAnonymousStreamsPerAddress} streams open; close one first, or sign in " +
            "(Generation:MaxAnonymousStreamsPerAddress).");

    public void Dispose()
    {
        _users.Dispose();
        _addresses.Dispose();
    }

    private static AppException TooMany(string message) => new(ErrorKind.TooMany, "too_many_streams", message);
}
