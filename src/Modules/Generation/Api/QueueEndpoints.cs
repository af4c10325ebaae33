using System.Net.WebSockets;
using ArtEngine.Generation.Application;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.Generation.Api;

internal static class QueueEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var queue = routes.MapGroup("").WithTags("Queue").AllowAnonymous();
        queue.MapGet("/queue", GetQueueAsync).WithName("GetQueue").WithSummary("How many jobs run and wait");
        queue.MapGet("/websocket/queue-status", FollowQueueAsync).WithName("FollowQueue").WithSummary("The queue, live (WebSocket)")
            .WithDescription(
                "A WebSocket: one message at once, then one for each change, at most ten a second: " +
                "`{\"status\":\"success\",\"data\":{\"queue_running\":1,\"queue_pending\":3,\"queue_position\":null}}`.")
            .ExcludeFromDescription();
    }

    private static Task<QueueStatus> GetQueueAsync(IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetQueueQuery(), cancellationToken);

    private static async Task<IResult> FollowQueueAsync(
        HttpContext context, IQueueFeed feed, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return TypedResults.Problem(
                "Connect with a WebSocket, or ask GET /queue.",
                statusCode: StatusCodes.Status426UpgradeRequired,
                extensions: new Dictionary<string, object?> { ["code"] = "websocket_expected" });
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var leaving = NoticeLeavingAsync(socket, end);
        try
        {
            await foreach (var message in feed.FollowAsync(end.Token))
            {
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, end.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The listener left, or the host stops.
        }

        await CloseAsync(socket, lifetime.ApplicationStopping.IsCancellationRequested);
        await end.CancelAsync();
        await leaving;
        return TypedResults.Empty;
    }

    /// <summary>Listeners have nothing to say; reading is how their leaving is noticed and their pings are answered.</summary>
    private static async Task NoticeLeavingAsync(WebSocket socket, CancellationTokenSource end)
    {
        var ignored = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(ignored.AsMemory(), end.Token)).MessageType != WebSocketMessageType.Close)
            {
            }

            await end.CancelAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            await end.CancelAsync();
        }
    }

    private static async Task CloseAsync(WebSocket socket, bool isStopping)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
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
