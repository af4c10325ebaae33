using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Application;
using Microsoft.Extensions.Caching.Memory;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// Who came with a token or key a moment ago: who asks often is not looked up each time. When anybody in the cluster loses their access
/// all are looked up anew, at once; nothing is believed while signals do not reach every node, and for a few seconds at most while they do.
/// </summary>
internal sealed class AcceptedCredentials : IDisposable
{
    private const int MaxRemembered = 50_000;

    private static readonly TimeSpan BelievedFor = TimeSpan.FromSeconds(5);

    private readonly ISignals _signals;
    private readonly ISignalSubscription _accessEnds;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private MemoryCache _callers = NewCache();

    public AcceptedCredentials(ISignals signals, TimeProvider clock) =>
        (_signals, _accessEnds, _clock) = (signals, signals.Subscribe(UserTopics.Access), clock);

    /// <summary>Who it is; null when that must be looked up.</summary>
    public AcceptedCaller? Find(string credential)
    {
        ForgetWhenRung();
        return Volatile.Read(ref _callers).TryGetValue(KeyOf(credential), out Entry? entry) && IsBelieved(entry!) ? entry!.Caller : null;
    }

    /// <summary>Before the look-up: what rings during it is not missed.</summary>
    public object Begin()
    {
        ForgetWhenRung();
        return Volatile.Read(ref _callers);
    }

    /// <param name="credential">The token or key.</param>
    /// <param name="caller">Whose it is.</param>
    /// <param name="begun">What <see cref="Begin"/> said.</param>
    public void Keep(string credential, AcceptedCaller caller, object begun) => ((MemoryCache)begun).Set(
        KeyOf(credential), new Entry(caller, _clock.GetUtcNow()),
        new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = BelievedFor });

    public void Dispose()
    {
        _accessEnds.Dispose();
        _callers.Dispose();
    }

    /// <summary>The cache goes by the time that passes; a clock that was set is not trusted either.</summary>
    private bool IsBelieved(Entry entry)
    {
        var now = _clock.GetUtcNow();
        return _signals.ReachEveryNode && (now - entry.KeptAt).Duration() < BelievedFor && !(entry.Caller.ExpiresAt <= now);
    }

    /// <summary>A look-up that began before writes into the old one, which nobody reads any more.</summary>
    private void ForgetWhenRung()
    {
        lock (_lock)
        {
            if (_accessEnds.HasRung() || (!_signals.ReachEveryNode && _callers.Count > 0))
            {
                Volatile.Write(ref _callers, NewCache());
            }
        }
    }

    private static MemoryCache NewCache() => new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    /// <summary>The credential itself is kept nowhere.</summary>
    private static string KeyOf(string credential) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(credential)));

    private sealed record Entry(AcceptedCaller Caller, DateTimeOffset KeptAt);
}

/// <summary>Who came with a credential.</summary>
/// <param name="Claims">What they are and may do.</param>
/// <param name="ExpiresAt">When the credential ends; null when it does not.</param>
internal sealed record AcceptedCaller(IReadOnlyList<Claim> Claims, DateTimeOffset? ExpiresAt)
{
    /// <summary>Whether it holds for some seconds; an issuer that is asked about each token says itself for how long.</summary>
    public bool MayBeKept { get; init; } = true;
}
