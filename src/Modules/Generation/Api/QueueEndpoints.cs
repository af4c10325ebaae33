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
            return Sockets.Expected("Connect with a WebSocket, or ask GET /queue.");
        }

        await Sockets.ServeAsync(context, WebSocketMessageType.Text, feed.FollowAsync, lifetime, cancellationToken);
        return TypedResults.Empty;
    }
}
