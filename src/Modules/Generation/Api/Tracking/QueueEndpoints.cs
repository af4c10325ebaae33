using System.Net.WebSockets;
using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.BuildingBlocks.Infrastructure.WebSockets;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Events;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Application.Tracking.Views;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Api.Tracking;

internal static class QueueEndpoints
{
    private const string Own =
        """{"queue_running":1,"queue_pending":3,"queue_position":2,"eta_seconds":41,"running":[""" +
        """{"id":"01a203c7-4936-72c9-b08c-8e894fd17201","eta_seconds":7,"progress":0.62}]}""";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var queue = routes.MapGroup("").WithTags("Queue").WithOptionalUser();
        queue.MapGet("/queue", GetQueueAsync).WithName("GetQueue").WithSummary("How many jobs run and wait")
            .WithDescription(
                "With a token also the place of your first waiting job, when it is expected to be done, and your jobs " +
                "that render.")
            .WithExample(answer: Own).Produces<OwnQueueStatus>();
        queue.MapGet("/websocket/queue-status", FollowQueueAsync).WithName("FollowQueue").WithSummary("The queue, live (WebSocket)")
            .WithDescription(
                "A WebSocket: one message at once, then one for each change, at most ten a second: " +
                "`{\"status\":\"success\",\"data\":{\"queue_running\":1,\"queue_pending\":3,\"queue_position\":null}}`. " +
                "With a token `data` is what `GET /queue` answers.")
            .TakesTokenInQuery().Produces(StatusCodes.Status101SwitchingProtocols).ProducesProblem(StatusCodes.Status426UpgradeRequired)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    private static async Task<IResult> GetQueueAsync(
        ClaimsPrincipal caller, IAuthorizationService rights, IOptions<StreamOptions> options, IMediator mediator,
        CancellationToken cancellationToken) =>
        IsRefused(caller, options.Value)
            ? TypedResults.Challenge()
            : TypedResults.Ok(await mediator.Send(new GetQueueQuery(await ViewerAsync(caller, rights)), cancellationToken));

    private static async Task<IResult> FollowQueueAsync(
        ClaimsPrincipal caller,
        HttpContext context,
        IAuthorizationService rights,
        IOptions<StreamOptions> options,
        IQueueBroadcaster feed,
        StreamLimiter limiter,
        WebSocketSender sockets)
    {
        if (IsRefused(caller, options.Value))
        {
            return TypedResults.Challenge();
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            return WebSocketSender.Expected("Connect with a WebSocket, or ask GET /queue.");
        }

        using var lease = caller.Identity is { IsAuthenticated: true } ? null : limiter.Acquire(CallerNetwork.Of(context));
        var viewer = await ViewerAsync(caller, rights);
        await sockets.ServeAsync(context, WebSocketMessageType.Text, end => feed.FollowAsync(viewer, end));
        return TypedResults.Empty;
    }

    private static bool IsRefused(ClaimsPrincipal caller, StreamOptions options) =>
        !options.AnonymousQueue && caller.Identity is not { IsAuthenticated: true };

    /// <summary>Whose jobs to tell of; null for somebody unknown, and for a token that may not read jobs.</summary>
    private static async Task<Guid?> ViewerAsync(ClaimsPrincipal caller, IAuthorizationService rights) =>
        caller.Identity is { IsAuthenticated: true } && (await rights.AuthorizeAsync(caller, Access.PolicyOf(Permission.Read))).Succeeded
            ? caller.UserId()
            : null;
}
