using System.Net.Sockets;
using System.Text;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Influx;

/// <summary>Answers each connection with the same bytes, whatever it is asked, and closes it.</summary>
internal sealed class HostileServer : IDisposable
{
    private readonly byte[] _answer;
    private readonly TcpListener _listener;

    public HostileServer(string answer)
    {
        _answer = Encoding.Latin1.GetBytes(answer);
        Address = ServerProcess.FreeAddress();
        _listener = new(System.Net.IPAddress.Loopback, Address.Port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[64 * 1024]);
            await stream.WriteAsync(_answer);
            client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null);
        }
    }
}
