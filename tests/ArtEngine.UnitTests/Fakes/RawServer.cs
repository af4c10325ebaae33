using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace ArtEngine.UnitTests.Fakes;

/// <summary>A server that answers each connection byte by byte as the test says, and holds it open until the test is over.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, string?> _answer;
    private readonly Task _run;

    /// <param name="answer">What is sent for a request, given its head; null closes the connection.</param>
    public RawServer(Func<string, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _run = RunAsync();
    }

    public Uri Address { get; }

    /// <summary>The heads of requests, in order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The head of an answer whose body has this length.</summary>
    public static string Head(int length, string type = "application/json") => $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n";

    /// <summary>The answer that opens a WebSocket.</summary>
    public static string Upgrade(string request)
    {
        var key = request.Split("\r\n").Single(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))
            .Split(':')[1].Trim();
#pragma warning disable CA5350 // RFC 6455 wants it so.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes($"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        return $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n";
    }

    public async Task UntilAskedAsync(int times)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Requests.Count < times)
        {
            await Task.Delay(10, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var open = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }

        await Task.WhenAll(open);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var buffer = new byte[64 * 1024];
            var request = Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, _stop.Token));
            Requests.Add(request);
            if (_answer(request) is not { } answer)
            {
                return;
            }

            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), _stop.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
