using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ArtEngine.IntegrationTests.Fief;

/// <summary>Sends exactly these bytes: a client library would join or refuse some of the headers.</summary>
internal static class RawHttp
{
    private static readonly string[] Clients = ["host", "connection", "accept-encoding", "content-length"];

    /// <returns>The status and the answer's body.</returns>
    public static async Task<(int Status, string Body)> PostAsync(
        Uri address, string path, IEnumerable<(string Name, string Value)> headers, byte[] body)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        var head = new StringBuilder(
            $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\nContent-Length: " +
            $"{body.Length}\r\n");
        foreach (var (name, value) in headers.Where(header => !Clients.Contains(header.Name.ToLowerInvariant())))
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await stream.WriteAsync((byte[])[.. Encoding.UTF8.GetBytes($"{head}\r\n"), .. body]);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        return (int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture),
            answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }
}
