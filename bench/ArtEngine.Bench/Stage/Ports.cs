using System.Net;
using System.Net.Sockets;

namespace ArtEngine.Bench.Stage;

/// <summary>
/// Free ports that stay free while their owner is dead for a moment: below those that outgoing connections get, and
/// away from the blocks of the tests.
/// </summary>
internal static class Ports
{
    private const int First = 10_000;
    private const int Last = 19_900;

    private static int _next = Random.Shared.Next(First, Last);

    /// <summary>The first of so many in a row.</summary>
    public static int Take(int count = 1)
    {
        while (true)
        {
            var port = Interlocked.Add(ref _next, count) - count;
            if (port + count > Last)
            {
                Interlocked.Exchange(ref _next, First);
            }
            else if (Enumerable.Range(port, count).All(IsFree))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
