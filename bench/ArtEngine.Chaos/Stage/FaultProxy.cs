using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ArtEngine.Bench.Stage;

namespace ArtEngine.Chaos.Stage;

/// <summary>
/// Stands between the nodes and one server and passes bytes on. Shut, it refuses connections, as a server that is gone;
/// silent, it takes them and nothing comes through, as a network that is cut. It may also lead elsewhere for a while.
/// </summary>
internal sealed class FaultProxy : IDisposable
{
    private readonly int _server;
    private readonly int _home;
    private readonly RequestLog _log;
    private readonly Func<int, int> _nodeAtPort;
    private readonly ConcurrentDictionary<TcpClient, bool> _open = [];
    private TcpListener? _listener;
    private volatile bool _isSilent;
    private volatile int _target;

    /// <param name="server">The number of the server behind it.</param>
    /// <param name="target">That server's port.</param>
    /// <param name="log">Gets what goes to it.</param>
    /// <param name="nodeAtPort">Which node a connection comes from.</param>
    public FaultProxy(int server, int target, RequestLog log, Func<int, int> nodeAtPort)
    {
        (_server, _home, _target, _log, _nodeAtPort) = (server, target, target, log, nodeAtPort);
        Open();
    }

    public int Port { get; } = Ports.Take();

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public void Shut()
    {
        _listener?.Dispose();
        _listener = null;
        Drop();
    }

    public void Silence()
    {
        _isSilent = true;
        Drop();
    }

    /// <summary>To another port until it is mended.</summary>
    public void Divert(int port)
    {
        _target = port;
        Drop();
    }

    public void Mend()
    {
        (_isSilent, _target) = (false, _home);
        Drop();
    }

    public void Dispose() => Shut();

    private void Drop()
    {
        foreach (var client in _open.Keys)
        {
            client.Dispose();
        }
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Shut.
        }
    }

    private async Task PassAsync(TcpClient near)
    {
        using var far = new TcpClient();
        _open[near] = _open[far] = true;
        try
        {
            if (_isSilent)
            {
                await near.GetStream().CopyToAsync(Stream.Null);
                return;
            }

            var node = _nodeAtPort(((IPEndPoint)near.Client.RemoteEndPoint!).Port);
            await far.ConnectAsync(IPAddress.Loopback, _target);
            var requests = new RequestReader(node, _server, _log);
            await await Task.WhenAny(
                CopyAsync(near.GetStream(), far.GetStream(), requests.Read),
                CopyAsync(far.GetStream(), near.GetStream(), _ => { }));
        }
        catch (Exception exception) when (
            exception is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // One side is gone.
        }
        finally
        {
            near.Dispose();
            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
        }
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, Action<ReadOnlyMemory<byte>> look)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer) is var count and > 0)
        {
            look(buffer.AsMemory(0, count));
            await to.WriteAsync(buffer.AsMemory(0, count));
        }
    }
}
