using System.Net;
using System.Net.Sockets;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.Host.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ArtEngine.Host.Startup;

/// <summary>Keeps what is only for trying the service out away from other people's networks.</summary>
internal static class DevelopmentGuard
{
    /// <summary>Refuses addresses that others can reach, and sees to it that no other is listened at, whoever set it.</summary>
    public static void Ensure(WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment() || !HasDevelopmentIssuer(builder.Configuration))
        {
            return;
        }

        foreach (var address in ListenAddresses.Of(builder.Configuration).Where(address => !ListenAddresses.IsLoopback(address)))
        {
            throw Refusal(address);
        }

        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = BindLoopback);
    }

    public static bool HasDevelopmentIssuer(IConfiguration configuration) =>
        string.IsNullOrEmpty(configuration["Fief:Domain"]) && string.IsNullOrEmpty(configuration["Oidc:Issuer"]) &&
        !configuration.GetSection("Identity:Keys").GetChildren().Any();

    private static Socket BindLoopback(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        if (socket.LocalEndPoint is UnixDomainSocketEndPoint || (socket.LocalEndPoint is IPEndPoint ip && IPAddress.IsLoopback(ip.Address)))
        {
            return socket;
        }

        socket.Dispose();
        throw Refusal($"{endpoint}");
    }

    private static StartRefusedException Refusal(string address) => new(
        "the development issuer signs in anybody who can read its token, so it serves loopback addresses only, " +
        $"not {address}. Set Fief:Domain and Fief:ClientIds, or Oidc:Issuer and Oidc:ClientIds, or listen on {ListenAddresses.Default}.");
}
