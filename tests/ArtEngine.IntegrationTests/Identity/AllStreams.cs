using System.Net;
using System.Net.WebSockets;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>One of each stream that there is, open for the same caller.</summary>
internal sealed class AllStreams : IDisposable
{
    private readonly HttpClient _client;
    private readonly EventStream _events;
    private readonly ClientWebSocket[] _sockets;

    private AllStreams(HttpClient client, EventStream events, ClientWebSocket[] sockets) =>
        (_client, _events, _sockets) = (client, events, sockets);

    public static async Task<AllStreams> OpenAsync(Service service, string credential)
    {
        var client = service.ClientOf(credential);
        var job = await client.SubmitAsync();
        var events = await EventStream.OpenAsync(client, job.GetProperty("urls").Text("events"));
        events.Status.ShouldBe(HttpStatusCode.OK);
        return new(
            client,
            events,
            [
                await ConnectAsync(service, "/websocket/queue-status", credential),
                await ConnectAsync(service, "/websocket/preview", credential),
            ]);
    }

    /// <summary>All of them, the sockets with a word for it, and nobody comes back with the same.</summary>
    public async Task ShouldEndAsync(TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        while (await _events.NextAsync(patience.Token) is not null)
        {
        }

        foreach (var socket in _sockets)
        {
            var buffer = new byte[16 * 1024];
            while ((await socket.ReceiveAsync(buffer.AsMemory(), patience.Token)).MessageType != WebSocketMessageType.Close)
            {
            }

            socket.CloseStatus.ShouldBe(WebSocketCloseStatus.PolicyViolation);
        }

        using var answer = await _client.GetAsync("/image/jobs");
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    public async Task ShouldGoOnAsync()
    {
        _sockets.ShouldAllBe(socket => socket.State == WebSocketState.Open);
        using var answer = await _client.GetAsync("/image/jobs");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        _events.Dispose();
        _client.Dispose();
    }

    private static async Task<ClientWebSocket> ConnectAsync(Service service, string path, string credential)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {credential}");
        await socket.ConnectAsync(new Uri($"ws://{service.Address.Authority}{path}"), CancellationToken.None);
        return socket;
    }
}
