using System.Net;
using System.Net.Sockets;

namespace ArtEngine.Generation.Infrastructure.Remote;

/// <summary>
/// Connects to hosts of the public internet and to no others. A host is looked up once for each connection, and the address that was
/// found public is the one that is connected to: it cannot become another one in between.
/// </summary>
internal sealed class PublicConnector
{
    /// <summary>How names are looked up.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>How an address that may be asked is connected to.</summary>
    public Func<IPEndPoint, CancellationToken, Task<Stream>> Dial { get; init; } = DialAsync;

    /// <summary>Throws <see cref="NotPublicException"/> when it is none.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var found = await FindAsync(context.DnsEndPoint.Host, cancellationToken);
        return await Dial(new(found[0], context.DnsEndPoint.Port), cancellationToken);
    }

    /// <summary>The host's addresses, all public; throws <see cref="NotPublicException"/> when one is not, or there is none.</summary>
    public async Task<IReadOnlyList<IPAddress>> FindAsync(string host, CancellationToken cancellationToken)
    {
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await Resolve(host, cancellationToken);
        // One that is not public among them is reason enough: nobody needs such a name.
        return found.Length > 0 && found.All(PublicAddresses.Contain) ? found : throw new NotPublicException(host);
    }

    private static async Task<Stream> DialAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
