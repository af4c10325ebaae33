using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Api.Tracking;
using ArtEngine.Generation.Application.Batches;
using ArtEngine.Generation.Application.Batches.Sweeps;
using ArtEngine.Generation.Application.Batches.Views;
using ArtEngine.Generation.Application.Tracking.Events;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace ArtEngine.Generation.Api.Batches;

internal static class BatchEndpoints
{
    private const int DefaultPage = 20;
    private const int DefaultItems = 100;

    private const string Request =
        """{"workflow_name":"txt2img","parameters":{"prompt":"a lighthouse"},"product":{"steps":[10,20],"width":[512,768]},"count":2}""";

    private const string Example =
        """{"id":"01a203c7-6b10-7a61-8d0e-55c1a6f0d3b2","status":"running","workflow_name":"txt2img","total":8,""" +
        """ "counts":{"queued":5,"running":1,"succeeded":2,"failed":0,"canceled":0},"metadata":null,""" +
        """ "created_at":"2026-11-22T15:02:01.905Z","completed_at":null,"urls":{""" +
        """ "self":"/image/batches/01a203c7-6b10-7a61-8d0e-55c1a6f0d3b2",""" +
        """ "items":"/image/batches/01a203c7-6b10-7a61-8d0e-55c1a6f0d3b2/items",""" +
        """ "events":"/image/batches/01a203c7-6b10-7a61-8d0e-55c1a6f0d3b2/events",""" +
        """ "cancel":"/image/batches/01a203c7-6b10-7a61-8d0e-55c1a6f0d3b2/cancel",""" +
        """ "rerun":"/image/batches/01a203c7-6b10-7a61-8d0e-55c1a6f0d3b2/rerun"}}""";

    private const string ExampleItem =
        """{"index":0,"status":"succeeded","job_id":"01a203c7-4936-72c9-b08c-8e894fd17201","parameters":{"steps":10,"width":512}}""";

    public static void Map(IEndpointRouteBuilder routes, long maxBodyBytes)
    {
        var batches = routes.MapGroup("/image/batches").WithTags("Batches").RequireAuthorization();
        batches.MapPost("", AddAsync).RequirePermission(Permission.Generate).WithName("AddBatch")
            .WithSummary("Queue many pictures of one workflow")
            .WithDescription(
                "`parameters` are shared. `items` lists the parameters of each picture, `product` gives values by parameter and makes " +
                "every combination, `zip` takes the first values together, then the second ones. `count` makes each of them so often, " +
                "with seeds of its own. At most 10,000; all are checked, and accepted together or not at all. A repeated request with " +
                "the same `Idempotency-Key` answers the same batch.")
            .WithBodyLimit(maxBodyBytes, "Generation:MaxBatchBodyBytes").WithExample(Request, Example)
            .Produces<BatchView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        batches.MapGet("", ListAsync).RequirePermission(Permission.Read).WithName("ListBatches")
            .WithSummary("Your batches, newest first").WithExample(answer: $"{{\"batches\":[{Example}],\"next_cursor\":null}}")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        batches.MapGet("/{batchId:guid}", GetAsync).RequirePermission(Permission.Read).WithName("GetBatch")
            .WithSummary("How a batch is doing").WithExample(answer: Example).ProducesProblem(StatusCodes.Status404NotFound);
        batches.MapGet("/{batchId:guid}/items", ListItemsAsync).RequirePermission(Permission.Read).WithName("ListBatchItems")
            .WithSummary("The items of a batch, in their order")
            .WithExample(answer: $"{{\"items\":[{ExampleItem}],\"next_cursor\":null}}")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        batches.MapPost("/{batchId:guid}/cancel", CancelAsync).RequirePermission(Permission.Generate).WithName("CancelBatch")
            .WithSummary("Cancel a batch").WithDescription("Its jobs are canceled within seconds. May be repeated.")
            .WithExample(answer: Example).ProducesProblem(StatusCodes.Status404NotFound);
        batches.MapPost("/{batchId:guid}/rerun", RerunAsync).RequirePermission(Permission.Generate).WithName("RerunBatch")
            .WithSummary("Make a new batch of the items that failed")
            .WithDescription("A repeated request with the same `Idempotency-Key` answers the same new batch.")
            .WithExample(answer: Example).Produces<BatchView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests);
        batches.MapGet("/{batchId:guid}/events", FollowAsync).RequirePermission(Permission.Read).TakesTokenInQuery()
            .WithName("FollowBatch").WithSummary("A batch, live (server-sent events)")
            .WithDescription("Events `batch`, each the whole batch, whenever its counts are others. It ends after the last one.")
            .WithExample(answer: JsonSerializer.Serialize($"event: batch\ndata: {Example}\n\n"))
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    private static async Task<IResult> AddAsync(
        AddBatchRequest request, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, ClaimsPrincipal caller,
        IAuthorizationService rights, IMediator mediator, CancellationToken cancellationToken)
    {
        var sweep = new Sweep(request.Items, request.Product, request.Zip, request.Count);
        var batch = await mediator.Send(
            new AddBatchCommand(
                caller.UserId(), request.WorkflowName ?? "", request.Parameters ?? [], sweep, request.Priority, request.Metadata)
            {
                IdempotencyKey = idempotencyKey,
                WebhookUrl = request.WebhookUrl,
                MayGoFirst = request.Priority > 0 && await rights.HasAsync(caller, Permission.Priority),
            },
            cancellationToken);
        return TypedResults.Accepted(batch.Urls.Self, batch);
    }

    private static Task<BatchPage> ListAsync(
        string? cursor, int? limit, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ListBatchesQuery(caller.UserId(), cursor, limit ?? DefaultPage), cancellationToken);

    private static Task<BatchView> GetAsync(
        Guid batchId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetBatchQuery(batchId, caller.UserId()), cancellationToken);

    private static Task<BatchItemPage> ListItemsAsync(
        Guid batchId, string? cursor, int? limit, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ListBatchItemsQuery(batchId, caller.UserId(), cursor, limit ?? DefaultItems), cancellationToken);

    private static Task<BatchView> CancelAsync(
        Guid batchId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new CancelBatchCommand(batchId, caller.UserId()), cancellationToken);

    private static async Task<IResult> RerunAsync(
        Guid batchId, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, ClaimsPrincipal caller, IAuthorizationService rights,
        IMediator mediator, CancellationToken cancellationToken)
    {
        var batch = await mediator.Send(
            new RerunBatchCommand(batchId, caller.UserId(), idempotencyKey)
            {
                MayGoFirst = await rights.HasAsync(caller, Permission.Priority),
            },
            cancellationToken);
        return TypedResults.Accepted(batch.Urls.Self, batch);
    }

    private static async Task<IResult> FollowAsync(
        Guid batchId, ClaimsPrincipal caller, HttpContext context, IMediator mediator, FollowBatch follow, StreamLimiter limiter,
        IOptions<JsonOptions> json, IOptions<StreamOptions> options, IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        var userId = caller.UserId();
        // Asked before the stream begins: another user's batch is answered with 404.
        await mediator.Send(new GetBatchQuery(batchId, userId), cancellationToken);
        using var lease = limiter.Acquire(userId);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await ServerSentEvents.StartAsync(context, end.Token);
            await foreach (var batch in follow.FollowAsync(batchId, userId, end.Token))
            {
                if (batch is null)
                {
                    ServerSentEvents.WriteSign(context.Response.BodyWriter);
                }
                else
                {
                    ServerSentEvents.Write(context.Response.BodyWriter, id: null, "batch", batch, json.Value.SerializerOptions);
                }

                await ServerSentEvents.FlushAsync(context, TimeSpan.FromSeconds(options.Value.ListenerPatienceSeconds), end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The listener left, or the host stops: it comes back and is told how things are.
        }

        return TypedResults.Empty;
    }
}

/// <summary>Many pictures of one workflow. One of <c>items, product</c> and <c>zip</c>, or none of them with a <c>count</c>.</summary>
/// <param name="WorkflowName">A workflow of <c>GET /workflows</c>, with or without <c>.json</c>.</param>
/// <param name="Parameters">Values by parameter name that all pictures share.</param>
/// <param name="Items">For each picture the values that are its own.</param>
/// <param name="Product">Values by parameter name; every combination is a picture.</param>
/// <param name="Zip">Values by parameter name, equally many of each, which are taken side by side.</param>
/// <param name="Count">How often each is made, each time with seeds of its own; 1 unless given.</param>
/// <param name="Priority">-10 to 10; higher is served first. 0 unless given.</param>
/// <param name="Metadata">A JSON object of up to 4,096 characters that comes back with each job.</param>
/// <param name="WebhookUrl">An https address that is told what becomes of the batch and its jobs, as webhooks are.</param>
internal sealed record AddBatchRequest(
    [property: Required] string? WorkflowName,
    Dictionary<string, JsonElement>? Parameters = null,
    IReadOnlyList<Dictionary<string, JsonElement>>? Items = null,
    Dictionary<string, IReadOnlyList<JsonElement>>? Product = null,
    Dictionary<string, IReadOnlyList<JsonElement>>? Zip = null,
    [property: Range(1, Sweep.Most)] int Count = 1,
    [property: Range(-10, 10)] int Priority = 0,
    JsonElement? Metadata = null,
    string? WebhookUrl = null);
