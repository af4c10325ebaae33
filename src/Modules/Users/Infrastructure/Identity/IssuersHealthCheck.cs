using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Whether tokens can be checked. Asks no issuer: whoever keeps the keys fresh knows.</summary>
internal sealed class IssuersHealthCheck(IEnumerable<TrustedIssuer> trusted) : IHealthCheck
{
    private readonly DiscoveredIssuer[] _issuers = [.. trusted.Select(issuer => issuer.Metadata).OfType<DiscoveredIssuer>()];

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        var withoutKeys = In(IssuerState.WithoutKeys);
        var away = In(IssuerState.Away);
        return (withoutKeys.Length, away.Length) switch
        {
            (0, 0) => HealthCheckResult.Healthy(),
            (0, _) => HealthCheckResult.Degraded($"{Named(away)} cannot be read; the keys from before are used."),
            var (none, _) when none == _issuers.Length => HealthCheckResult.Unhealthy(NoKeysOf(withoutKeys)),
            _ => HealthCheckResult.Degraded(NoKeysOf(withoutKeys)),
        };
    }

    private string[] In(IssuerState state) => [.. _issuers.Where(issuer => issuer.State == state).Select(issuer => issuer.Name)];

    private static string NoKeysOf(string[] issuers) => $"{Named(issuers)} could not be read so far: tokens are answered 503.";

    private static string Named(string[] issuers) => $"The issuer {string.Join(" and ", issuers)}";
}
