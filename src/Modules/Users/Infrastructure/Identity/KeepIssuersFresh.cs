using ArtEngine.BuildingBlocks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// Reads the issuers' keys at the start, and again whenever they are due, so that no caller waits for that while keys are known.
/// </summary>
internal sealed partial class KeepIssuersFresh(
    IEnumerable<TrustedIssuer> trusted, ISignals signals, ILogger<KeepIssuersFresh> log) : BackgroundService
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(15);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        trusted.Select(issuer => issuer.Metadata).OfType<DiscoveredIssuer>().Select(issuer => KeepAsync(issuer, stoppingToken)));

    private async Task KeepAsync(DiscoveredIssuer issuer, CancellationToken stoppingToken)
    {
        var topic = $"users:issuer:{issuer.Name}";
        using var due = signals.Subscribe(topic);
        issuer.Due += () => signals.NotifyLocal(topic);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await issuer.RefreshIfDueAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: one who stops looking would trust withdrawn keys for ever.
                Failed(exception, issuer.Name);
            }

            await due.WaitAsync(
                issuer.State == IssuerState.WithoutKeys ? DiscoveredIssuer.ShortestPauseWithoutKeys : LookAnyway, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Error, "Looking for the keys of the issuer {Issuer} failed; it is tried again")]
    private partial void Failed(Exception exception, string issuer);
}
