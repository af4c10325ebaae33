using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.BuildingBlocks.Infrastructure.WebSockets;
using ArtEngine.Generation.Application.Tracking.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Comfy;

internal static class SocketEndpoint
{
    private const int LongestClientId = 200;

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/ws", FollowAsync).RequirePermission(Permission.Read).TakesTokenInQuery().WithSummary("What becomes of prompts, live")
            .Produces(StatusCodes.Status101SwitchingProtocols).ProducesProblem(StatusCodes.Status426UpgradeRequired);

    private static async Task<IResult> FollowAsync(
        string? clientId, HttpContext context, PromptEvents events, StreamLimiter limiter, WebSocketSender sockets)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return WebSocketSender.Expected("Connect with a WebSocket.");
        }

        var userId = context.User.UserId();
        using var lease = limiter.Acquire(userId);
        var client = clientId is { Length: > 0 and <= LongestClientId } ? clientId : Guid.NewGuid().ToString("N");
        await sockets.ServeAsync(context, end => events.FollowAsync(userId, client, end));
        return TypedResults.Empty;
    }
}
