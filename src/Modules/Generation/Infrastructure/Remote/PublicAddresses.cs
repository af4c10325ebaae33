using System.Net;

namespace ArtEngine.Generation.Infrastructure.Remote;

/// <summary>
/// Tells addresses of the public internet from all others: this machine, its network, links, documentation, multicast, and
/// what only wraps such an address.
/// </summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Others =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Teredo and other protocols, documentation, 6to4.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    public static bool Contain(IPAddress address)
    {
        var real = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Others.Any(network => network.Contains(real)) &&
            (real.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork || Global.Contains(real));
    }
}
