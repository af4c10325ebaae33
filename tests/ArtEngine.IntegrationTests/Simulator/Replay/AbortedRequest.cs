using System.Net.Sockets;
using System.Text;

namespace ArtEngine.IntegrationTests.Simulator.Replay;

/// <summary>
/// A client that sends and is gone without the answer. With a whole body it stays until the body has been read: Kestrel,
/// unlike the recorded server, drops a request whose client hangs up in the very moment it was sent.
/// </summary>
internal static class AbortedRequest
{
    public static async Task SendAsync(Uri server, string body, Func<bool>? isRead = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head =
            $"POST /prompt HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/json\r\nContent-Length: " +
            $"{bytes.Length}\r\n\r\n";
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(head));
        await client.GetStream().WriteAsync(isRead is null ? bytes.AsMemory(0, bytes.Length / 2) : bytes);
        while (isRead?.Invoke() == false)
        {
            await Task.Delay(5);
        }
    }
}
