using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Application;
using Microsoft.Extensions.Caching.Memory;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// Who came with a token or key a moment ago: who asks often is not looked up each time. When anybody in the cluster loses their access
/// all are looked up anew, at once; a signal that got lost costs the few seconds for which this is believed.
/// </summary>
internal sealed class AcceptedCredentials : IDisposable
{
    private const int MaxRemembered = 50_000;

    private static readonly TimeSpan BelievedFor = TimeSpan.FromSeconds(5);

    private readonly ISignalSubscription _accessEnds;
    private readonly TimeProvider _clock;
    private MemoryCache _callers = NewCache();

    public AcceptedCredentials(ISignals signals, TimeProvider clock) =>
        (_accessEnds, _clock) = (signals.Subscribe(UserTopics.Access), clock);

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
        KeyOf(credential), new Entry(caller, _clock.GetTimestamp()),
        new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = BelievedFor });

    public void Dispose()
    {
        _accessEnds.Dispose();
        _callers.Dispose();
    }

    private bool IsBelieved(Entry entry) =>
        _clock.GetElapsedTime(entry.KeptAt) < BelievedFor && !(entry.Caller.ExpiresAt <= _clock.GetUtcNow());

    /// <summary>A look-up that began before writes into the old one, which nobody reads any more.</summary>
    private void ForgetWhenRung()
    {
        if (_accessEnds.HasRung())
        {
            Volatile.Write(ref _callers, NewCache());
        }
    }

    private static MemoryCache NewCache() => new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    /// <summary>The credential itself is kept nowhere.</summary>
    private static string KeyOf(string credential) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(credential)));

    private sealed record Entry(AcceptedCaller Caller, long KeptAt);
}

/// <summary>Who came with a credential.</summary>
/// <param name="Claims">What they are and may do.</param>
/// <param name="ExpiresAt">When the credential ends; null when it does not.</param>
internal sealed record AcceptedCaller(IReadOnlyList<Claim> Claims, DateTimeOffset? ExpiresAt);
