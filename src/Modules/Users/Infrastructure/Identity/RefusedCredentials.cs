using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArtEngine.Users.Application;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// Counts tokens and keys that were refused, says once a minute how many, and limits them for each address. A credential that was good
/// a short while ago is looked at all the same: who shares an address with somebody who tries keys is not shut out.
/// </summary>
internal sealed partial class RefusedCredentials(
    IOptions<IdentityOptions> options, TimeProvider clock, ILogger<RefusedCredentials> log) : BackgroundService, IWebhookRefusals
{
    private const int MaxRemembered = 50_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GoodIsRemembered = TimeSpan.FromMinutes(10);

    private static readonly Meter Meter = new("ArtEngine");

    private static readonly Counter<long> Counter = Meter.CreateCounter<long>(
        "art_engine.refused_credentials", description: "Tokens and API keys that were refused.");

    private readonly Lock _lock = new();
    private readonly MemoryCache _good = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });
    private readonly ConcurrentDictionary<CredentialKind, int> _untold = new();
    // Webhooks apart: whoever forges them shuts out nobody who signs in from the same address.
    private Dictionary<(bool IsWebhook, IPAddress Address), int> _bySource = [];
    private DateTimeOffset _windowEnds = DateTimeOffset.MinValue;

    public override void Dispose()
    {
        _good.Dispose();
        base.Dispose();
    }

    /// <summary>Whether so many were refused from the address within the minute that this one is not looked at.</summary>
    public bool IsTooMany(IPAddress address, string credential) =>
        HasTooMany((false, address)) && !_good.TryGetValue(HashOf(credential), out _);

    public void NoteGood(string credential) => _good.Set(
        HashOf(credential), true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = GoodIsRemembered });

    public bool NoteRefused(IPAddress address)
    {
        NoteRefused(CredentialKind.WebhookSignature, address, wasGood: false);
        return HasTooMany((true, address));
    }

    /// <param name="kind">What was refused.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="wasGood">Whether it was real and is good no more: an application that goes on with an old token tries nothing.</param>
    public void NoteRefused(CredentialKind kind, IPAddress address, bool wasGood)
    {
        Counter.Add(1, new KeyValuePair<string, object?>("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString())));
        _untold.AddOrUpdate(kind, 1, (_, count) => count + 1);
        if (wasGood)
        {
            return;
        }

        lock (_lock)
        {
            if (clock.GetUtcNow() is var now && now >= _windowEnds)
            {
                (_bySource, _windowEnds) = ([], now + Minute);
            }

            var source = (kind == CredentialKind.WebhookSignature, address);
            if (_bySource.Count < MaxRemembered)
            {
                _bySource[source] = _bySource.GetValueOrDefault(source) + 1;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(BetweenLooks, clock);
        var told = clock.GetUtcNow();
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            if (clock.GetUtcNow() - told >= Minute)
            {
                told = clock.GetUtcNow();
                Tell();
            }
        }
    }

    // No address: it is somebody's. How many there are tells an attack from a mistake.
    private void Tell()
    {
        int addresses;
        lock (_lock)
        {
            addresses = _bySource.Keys.Select(source => source.Address).Distinct().Count();
        }

        foreach (var kind in _untold.Keys)
        {
            if (_untold.TryRemove(kind, out var count))
            {
                Refused(count, NameOf(kind), addresses);
            }
        }
    }

    private bool HasTooMany((bool IsWebhook, IPAddress Address) source)
    {
        lock (_lock)
        {
            return options.Value.MaxRefusedPerMinute > 0 && clock.GetUtcNow() < _windowEnds &&
                _bySource.GetValueOrDefault(source) >= options.Value.MaxRefusedPerMinute;
        }
    }

    private static string NameOf(CredentialKind kind) => kind switch
    {
        CredentialKind.Token => "tokens",
        CredentialKind.ApiKey => "API keys",
        _ => "webhooks",
    };

    private static string HashOf(string credential) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(credential)));

    [LoggerMessage(LogLevel.Warning, "{Count} {Kind} were refused in the last minute; what was never good came from {Addresses} addresses")]
    private partial void Refused(int count, string kind, int addresses);
}
