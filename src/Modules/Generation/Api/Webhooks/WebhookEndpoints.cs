using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Webhooks;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Application.Webhooks.Endpoints;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Webhooks;

internal static class WebhookEndpoints
{
    private const int DefaultPage = 20;

    private const string Example =
        """{"id":"01a203c7-5b10-7a61-8d0e-55c1a6f0d3b2","url":"https://example.com/art","events":["job.succeeded","job.failed"],""" +
        """ "is_enabled":true,"disabled_reason":null,"created_at":"2026-11-22T15:02:01.905Z","secret":null}""";

    private const string ExampleDelivery =
        """{"id":"01a203c7-5b10-7a61-8d0e-55c1a6f0d3b3","type":"webhook.test","sequence":1,"state":"delivered","attempts":1,""" +
        """ "created_at":"2026-11-22T15:02:01.905Z","next_at":null,"ended_at":"2026-11-22T15:02:02.105Z","last_status":204,""" +
        """ "last_error":null,"body":{"type":"webhook.test","timestamp":"2026-11-22T15:02:01.905Z","sequence":1,""" +
        """ "data":{"message":"It works."}}}""";

    private const string ExampleOwnedDelivery =
        """{"user_id":"01a203c7-46f5-7143-8d88-c206bb6b7427","webhook_id":"01a203c7-5b10-7a61-8d0e-55c1a6f0d3b2",""" +
        """ "host":"example.com","id":"01a203c7-5b10-7a61-8d0e-55c1a6f0d3b3","type":"job.succeeded","state":"pending","attempts":2,""" +
        """ "created_at":"2026-11-22T15:02:01.905Z","next_at":"2026-11-22T15:02:31.905Z","last_status":503,""" +
        """ "last_error":"The receiver answered 503."}""";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/webhooks").WithTags("Webhooks").RequireAuthorization();
        webhooks.MapPost("", AddAsync).RequirePermission(Permission.Generate).WithName("AddWebhook")
            .WithSummary("Be told what becomes of your jobs")
            .WithDescription(
                "Messages are signed as Standard Webhooks says, with the `secret` of the answer, which is told only here. " +
                "`events`: `job.queued, job.running, job.succeeded, job.failed, job.canceled, batch.completed`; none for all.")
            .WithExample("""{"url":"https://example.com/art","events":["job.succeeded","job.failed"]}""", Example)
            .Produces<WebhookView>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        webhooks.MapGet("", ListAsync).RequirePermission(Permission.Read).WithName("ListWebhooks").WithSummary("Your webhooks")
            .WithExample(answer: $"{{\"webhooks\":[{Example}]}}");
        webhooks.MapGet("/{webhookId:guid}", GetAsync).RequirePermission(Permission.Read).WithName("GetWebhook")
            .WithSummary("One webhook").WithExample(answer: Example).ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPatch("/{webhookId:guid}", ChangeAsync).RequirePermission(Permission.Generate).WithName("ChangeWebhook")
            .WithSummary("Change, disable or enable a webhook").WithDescription("What is not given stays.")
            .WithExample("""{"is_enabled":true}""", Example)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        webhooks.MapDelete("/{webhookId:guid}", RemoveAsync).RequirePermission(Permission.Generate).WithName("RemoveWebhook")
            .WithSummary("Remove a webhook with its messages")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPost("/{webhookId:guid}/secret", RenewSecretAsync).RequirePermission(Permission.Generate)
            .WithName("RenewWebhookSecret").WithSummary("Get another secret")
            .WithDescription("For a day messages are signed with both.")
            .WithExample(answer: Example).ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPost("/{webhookId:guid}/test", TestAsync).RequirePermission(Permission.Generate).WithName("TestWebhook")
            .WithSummary("Send a message that says nothing")
            .Produces(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        MapDeliveries(webhooks);
    }

    private static void MapDeliveries(RouteGroupBuilder webhooks)
    {
        webhooks.MapGet("/deliveries", ListAllDeliveriesAsync).RequirePermission(Permission.Admin)
            .WithName("ListAllDeliveries").WithSummary("The messages to all users' webhooks, newest first")
            .WithDescription("Without what they say, which is their owners'. `state`: `pending, delivered, failed`; none for all.")
            .WithExample(answer: $"{{\"deliveries\":[{ExampleOwnedDelivery}],\"next_cursor\":null}}")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        webhooks.MapGet("/{webhookId:guid}/deliveries", ListDeliveriesAsync).RequirePermission(Permission.Read)
            .WithName("ListDeliveries").WithSummary("The messages of a webhook, newest first")
            .WithExample(answer: $"{{\"deliveries\":[{ExampleDelivery}],\"next_cursor\":null}}")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        webhooks.MapPost("/{webhookId:guid}/deliveries/{deliveryId:guid}/resend", ResendAsync).RequirePermission(Permission.Generate)
            .WithName("ResendDelivery").WithSummary("Send a message once more, whatever became of it")
            .Produces(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> AddAsync(
        AddWebhookRequest request, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var added = await mediator.Send(new AddWebhookCommand(caller.UserId(), request.Url, request.Events), cancellationToken);
        return TypedResults.Created($"/webhooks/{added.Id}", added);
    }

    private static Task<WebhookList> ListAsync(ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ListWebhooksQuery(caller.UserId()), cancellationToken);

    private static Task<WebhookView> GetAsync(
        Guid webhookId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetWebhookQuery(webhookId, caller.UserId()), cancellationToken);

    private static Task<WebhookView> ChangeAsync(
        Guid webhookId, ChangeWebhookRequest request, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(
            new ChangeWebhookCommand(webhookId, caller.UserId(), request.Url, request.Events, request.IsEnabled), cancellationToken);

    private static async Task<IResult> RemoveAsync(
        Guid webhookId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new RemoveWebhookCommand(webhookId, caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<WebhookView> RenewSecretAsync(
        Guid webhookId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new RenewWebhookSecretCommand(webhookId, caller.UserId()), cancellationToken);

    private static async Task<IResult> TestAsync(
        Guid webhookId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new TestWebhookCommand(webhookId, caller.UserId()), cancellationToken);
        return TypedResults.Accepted($"/webhooks/{webhookId}/deliveries");
    }

    private static Task<DeliveryPage> ListDeliveriesAsync(
        Guid webhookId, string? cursor, int? limit, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ListDeliveriesQuery(webhookId, caller.UserId(), cursor, limit ?? DefaultPage), cancellationToken);

    private static Task<OwnedDeliveryPage> ListAllDeliveriesAsync(
        string? state, string? cursor, int? limit, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ListAllDeliveriesQuery(state, cursor, limit ?? DefaultPage), cancellationToken);

    private static async Task<IResult> ResendAsync(
        Guid webhookId, Guid deliveryId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new ResendDeliveryCommand(webhookId, deliveryId, caller.UserId()), cancellationToken);
        return TypedResults.Accepted($"/webhooks/{webhookId}/deliveries");
    }
}

/// <summary>One more webhook.</summary>
/// <param name="Url">Where messages go: an https address of the public internet.</param>
/// <param name="Events">What it is told of; everything when none are given.</param>
internal sealed record AddWebhookRequest([property: Required] string? Url, IReadOnlyList<string>? Events = null);

/// <summary>What to change of a webhook; what is not given stays.</summary>
/// <param name="Url">Where messages go.</param>
/// <param name="Events">What it is told of; an empty list for everything.</param>
/// <param name="IsEnabled">Whether messages are made and sent.</param>
internal sealed record ChangeWebhookRequest(string? Url = null, IReadOnlyList<string>? Events = null, bool? IsEnabled = null);
