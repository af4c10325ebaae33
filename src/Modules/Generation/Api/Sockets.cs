using System.Net.WebSockets;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.Generation.Api;

/// <summary>Sockets on which only this side has something to say.</summary>
internal static class Sockets
{
    private static readonly TimeSpan PatienceAtGoodbye = TimeSpan.FromSeconds(1);

    /// <summary>A listener that takes longer for one message is dropped.</summary>
    private static readonly TimeSpan PatienceWithListener = TimeSpan.FromSeconds(10);

    public static IResult Expected(string detail) => TypedResults.Problem(
        detail,
        statusCode: StatusCodes.Status426UpgradeRequired,
        extensions: new Dictionary<string, object?> { ["code"] = "websocket_expected" });

    /// <summary>
    /// Sends what the messages say until the listener leaves or the host stops. One message is under way at a time; what a
    /// slow listener misses, its source decides.
    /// </summary>
    public static async Task ServeAsync(
        HttpContext context,
        WebSocketMessageType type,
        Func<CancellationToken, IAsyncEnumerable<ReadOnlyMemory<byte>>> messages,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        using var socket = await context.WebSockets.AcceptAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        using var gone = new CancellationTokenSource();
        var leaving = NoticeLeavingAsync(socket, end, gone.Token);
        try
        {
            await foreach (var message in messages(end.Token))
            {
                await SendAsync(socket, message, type, end.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The listener left or does not read, or the host stops.
        }

        await CloseAsync(socket, lifetime.ApplicationStopping.IsCancellationRequested);
        gone.CancelAfter(PatienceAtGoodbye);
        await leaving;
    }

    private static async ValueTask SendAsync(WebSocket socket, ReadOnlyMemory<byte> message, WebSocketMessageType type, CancellationToken end)
    {
        var sending = socket.SendAsync(message, type, endOfMessage: true, end);
        if (sending.IsCompletedSuccessfully)
        {
            return;
        }

        try
        {
            await sending.AsTask().WaitAsync(PatienceWithListener, end);
        }
        catch (TimeoutException)
        {
            socket.Abort();
        }
    }

    /// <summary>
    /// Listeners have nothing to say; reading is how their leaving is noticed and their pings are answered. A read that
    /// is canceled breaks the connection, so it goes on until the goodbyes are said.
    /// </summary>
    private static async Task NoticeLeavingAsync(WebSocket socket, CancellationTokenSource end, CancellationToken gone)
    {
        var ignored = new byte[64];
        try
        {
            while ((await socket.ReceiveAsync(ignored.AsMemory(), gone)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // Gone without a word.
        }

        await end.CancelAsync();
    }

    private static async Task CloseAsync(WebSocket socket, bool isStopping)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        using var soon = new CancellationTokenSource(PatienceAtGoodbye);
        try
        {
            await socket.CloseOutputAsync(
                isStopping ? WebSocketCloseStatus.EndpointUnavailable : WebSocketCloseStatus.NormalClosure, null, soon.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // Gone without a word.
        }
    }
}
