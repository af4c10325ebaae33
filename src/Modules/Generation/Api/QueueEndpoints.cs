using System.Net.WebSockets;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.Generation.Api;

internal static class QueueEndpoints
{
    private static readonly TimeSpan PatienceAtGoodbye = TimeSpan.FromSeconds(1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var queue = routes.MapGroup("").WithTags("Queue").WithOptionalUser();
        queue.MapGet("/queue", GetQueueAsync).WithName("GetQueue").WithSummary("How many jobs run and wait")
            .WithExample(answer: """{"queue_running":1,"queue_pending":3,"queue_position":null}""");
        queue.MapGet("/websocket/queue-status", FollowQueueAsync).WithName("FollowQueue").WithSummary("The queue, live (WebSocket)")
            .WithDescription(
                "A WebSocket: one message at once, then one for each change, at most ten a second: " +
                "`{\"status\":\"success\",\"data\":{\"queue_running\":1,\"queue_pending\":3,\"queue_position\":null}}`.")
            .TakesTokenInQuery().Produces(StatusCodes.Status101SwitchingProtocols).ProducesProblem(StatusCodes.Status426UpgradeRequired);
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

        using var socket = await context.WebSockets.AcceptAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        using var gone = new CancellationTokenSource();
        var leaving = NoticeLeavingAsync(socket, end, gone.Token);
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
        gone.CancelAfter(PatienceAtGoodbye);
        await leaving;
        return TypedResults.Empty;
    }

    /// <summary>
    /// Listeners have nothing to say; reading is how their leaving is noticed and their pings are answered. A read that
    /// is canceled breaks the connection, so it goes on until the goodbyes are said.
    /// </summary>
    private static async Task NoticeLeavingAsync(WebSocket socket, CancellationTokenSource end, CancellationToken gone)
    {
        var ignored = new byte[256];
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
