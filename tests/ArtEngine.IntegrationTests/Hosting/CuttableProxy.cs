using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>Stands before a server and passes bytes on, until it is cut: then connections break and new ones are refused.</summary>
internal sealed class CuttableProxy : IDisposable
{
    private readonly Uri _target;
    private readonly ConcurrentDictionary<TcpClient, bool> _open = [];
    private TcpListener? _listener;

    public CuttableProxy(Uri target, bool isCut = false)
    {
        _target = target;
        Address = ServerProcess.FreeAddress();
        if (!isCut)
        {
            Mend();
        }
    }

    public Uri Address { get; }

    public void Mend()
    {
        _listener = new TcpListener(IPAddress.Loopback, Address.Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public void Cut()
    {
        _listener?.Dispose();
        _listener = null;
        foreach (var client in _open.Keys)
        {
            client.Dispose();
        }
    }

    public void Dispose() => Cut();

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
            // Cut.
        }
    }

    private async Task PassAsync(TcpClient near)
    {
        using var far = new TcpClient();
        _open[near] = _open[far] = true;
        try
        {
            await far.ConnectAsync(_target.Host, _target.Port);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception exception) when (
            exception is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            near.Dispose();
            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
        }
    }
}
