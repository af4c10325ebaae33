using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>What limits for each address go by.</summary>
public static class CallerNetwork
{
    /// <summary>Providers give each household so many bits of an IPv6 address; the rest is the household's to choose.</summary>
    private const int HouseholdBytes = 8;

    /// <summary>
    /// The caller's IPv4 address, or the /64 network of an IPv6 one. Behind a proxy it is the proxy's unless <c>Proxy:Trusted</c>
    /// names it.
    /// </summary>
    public static IPAddress Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
        {
            return IPAddress.None;
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(HouseholdBytes).Clear();
        return new(bytes);
    }
}
