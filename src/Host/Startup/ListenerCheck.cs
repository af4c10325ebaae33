using System.Net;
using System.Net.Sockets;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.Host.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ArtEngine.Host.Startup;

/// <summary>
/// Finds out whether the service can listen before anything of it begins: a start that cannot succeed changes nothing. Comes after
/// the locks on the data, so that of two starts at once the second one finds the first listening.
/// </summary>
internal sealed class ListenerCheck(IConfiguration configuration) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var address in ListenAddresses.Of(configuration))
        {
            foreach (var endpoint in EndpointsOf(BindingAddress.Parse(address)))
            {
                Try(endpoint, address);
            }
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<IPEndPoint> EndpointsOf(BindingAddress address)
    {
        if (!address.IsUnixPipe && !address.IsNamedPipe && address.Port != 0)
        {
            yield return new(ListenAddresses.IpOf(address), address.Port);
        }
    }

    private static void Try(IPEndPoint endpoint, string address)
    {
        try
        {
            using var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.Listen();
        }
        catch (SocketException exception)
        {
            throw Refusal(address, exception.SocketErrorCode is SocketError.AddressAlreadyInUse
                ? "another program listens there"
                : exception.Message);
        }
    }

    private static StartRefusedException Refusal(string address, string why) =>
        new($"it cannot listen at {address}: {why}. Stop that program, or set another address: --urls=http://127.0.0.1:5081.");
}
