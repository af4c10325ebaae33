using System.Net;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Proxies before the service.</summary>
public sealed class TrustedProxyOptions
{
    public const string Section = "Proxy";

    /// <summary>
    /// Addresses such as <c>10.0.0.2</c> and ranges such as <c>172.16.0.0/12</c> of proxies whose <c>X-Forwarded-For</c>,
    /// <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Host</c> are believed. From anybody else these headers say nothing.
    /// </summary>
    public IReadOnlyList<string> Trusted { get; init; } = [];

    internal IEnumerable<IPNetwork> Networks() => Trusted.Select(text => Parse(text)!.Value);

    internal IEnumerable<string> Faults() => Trusted.Where(text => Parse(text) is null).Select(text =>
        $"Proxy:Trusted has \"{text}\". Write an address such as 10.0.0.2 or a range such as 172.16.0.0/12.");

    private static IPNetwork? Parse(string text) => IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
