using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.BuildingBlocks.Infrastructure.WebSockets;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Events;
using ArtEngine.Generation.Application.Tracking.Progress;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace ArtEngine.Generation.Api.Tracking;

/// <summary>A job, and the pictures on the way, live.</summary>
internal static class JobStreamEndpoints
{
    private const string Example =
        "id: 0.2.0.250\nevent: progress\ndata: " +
        "{\"value\":0.25,\"nodes_done\":1,\"nodes_total\":7,\"current_node\":\"5\",\"step\":3,\"steps\":20}\n\n";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/image/jobs/{jobId:guid}/events", FollowJobAsync).WithTags("Images").RequirePermission(Permission.Read)
            .TakesTokenInQuery()
            .WithName("FollowJob").WithSummary("A job, live (server-sent events)")
            .WithDescription(
                "Events `status`, `progress`, `preview` and `output`, what is true already first. It ends after the last status; " +
                "`Last-Event-ID` goes on where a broken stream stopped, on any node, and is answered 204 when there is nothing left to " +
                "tell.")
            .WithExample(answer: JsonSerializer.Serialize(Example))
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        routes.MapGet("/websocket/preview", FollowPreviewsAsync).WithTags("Images").RequirePermission(Permission.Read).TakesTokenInQuery()
            .WithName("FollowPreviews").WithSummary("Pictures on the way of your running jobs (WebSocket)")
            .WithDescription(
                "Binary messages: four bytes with the length of a JSON header (big-endian), the header " +
                "`{\"job_id\",\"node\",\"step\",\"steps\",\"content_type\"}`, the picture.")
            .Produces(StatusCodes.Status101SwitchingProtocols).ProducesProblem(StatusCodes.Status426UpgradeRequired)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    private static async Task<IResult> FollowJobAsync(
        Guid jobId,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        ClaimsPrincipal caller,
        HttpContext context,
        IAuthorizationService rights,
        IMediator mediator,
        FollowJob follow,
        StreamLimiter limiter,
        IOptions<JsonOptions> json,
        IOptions<StreamOptions> options,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        var userId = caller.UserId();
        var job = await mediator.Send(new GetJobQuery(jobId, userId), cancellationToken);
        var cursor = StreamCursor.Parse(lastEventId);
        if (job.CompletedAt is not null && cursor.Stage == StreamStage.Ended)
        {
            // The word that makes a browser stop asking.
            return TypedResults.NoContent();
        }

        using var lease = limiter.Acquire(userId);
        var isAdmin = await rights.IsAdminAsync(caller);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await ServerSentEvents.StartAsync(context, end.Token);
            await foreach (var told in follow.FollowAsync(jobId, userId, cursor, end.Token))
            {
                var shown = told.Data is StatusEvent status && !isAdmin ? told with { Data = status.Redacted() } : told;
                Write(context.Response.BodyWriter, shown, json.Value.SerializerOptions);
                await ServerSentEvents.FlushAsync(context, TimeSpan.FromSeconds(options.Value.ListenerPatienceSeconds), end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The listener left, or the host stops: it comes back and goes on.
        }

        return TypedResults.Empty;
    }

    private static void Write(PipeWriter writer, JobEvent told, JsonSerializerOptions json)
    {
        if (ReferenceEquals(told, JobEvent.Heartbeat))
        {
            ServerSentEvents.WriteSign(writer);
        }
        else
        {
            ServerSentEvents.Write(writer, told.Cursor.ToString(), told.Name, told.Data, json);
        }
    }

    private static async Task<IResult> FollowPreviewsAsync(
        ClaimsPrincipal caller,
        HttpContext context,
        IProgressStore progressStore,
        StreamLimiter limiter,
        IOptions<JsonOptions> json,
        WebSocketSender sockets)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return WebSocketSender.Expected("Connect with a WebSocket.");
        }

        var userId = caller.UserId();
        using var lease = limiter.Acquire(userId);
        await sockets.ServeAsync(
            context, WebSocketMessageType.Binary, end => FramesAsync(progressStore, userId, json.Value.SerializerOptions, end));
        return TypedResults.Empty;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> FramesAsync(
        IProgressStore progressStore, Guid userId, JsonSerializerOptions json, [EnumeratorCancellation] CancellationToken end)
    {
        await foreach (var preview in progressStore.FollowPreviewsAsync(userId, end))
        {
            yield return PreviewFrame.Write(preview, json);
        }
    }
}
