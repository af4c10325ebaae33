using System.Net;
using System.Net.Sockets;
using ArtEngine.Bench.Stage;

namespace ArtEngine.Bench.Hostile;

/// <summary>Where redirects point to. Nobody may follow them there.</summary>
internal sealed class Trap : IDisposable
{
    private readonly TcpListener _listener;
    private int _visits;

    public Trap()
    {
        Port = Ports.Take();
        _listener = new(IPAddress.Loopback, Port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Connections that were made.</summary>
    public int Visits => _visits;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var visitor = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _visits);
                await AnswerAsync(visitor.GetStream());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private static async Task AnswerAsync(NetworkStream visitor)
    {
        try
        {
            await visitor.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"u8.ToArray());
        }
        catch (IOException)
        {
            // It did not wait.
        }
    }
}
