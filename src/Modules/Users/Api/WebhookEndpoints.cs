using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Users.Api;

internal static class WebhookEndpoints
{
    private const string Path = "/webhook/user";
    private const string SignatureHeader = "X-Fief-Webhook-Signature";
    private const string TimestampHeader = "X-Fief-Webhook-Timestamp";

    /// <summary>The largest that Fief makes of a user is a small part of it.</summary>
    private const long MaxBodyBytes = 256 * 1024;

    public static void Map(IEndpointRouteBuilder routes, bool isSwitchedOn)
    {
        if (isSwitchedOn)
        {
            Map(routes);
        }
        else
        {
            // What is not there asks strangers for a token else.
            routes.MapPost(Path, () => TypedResults.NotFound()).AllowAnonymous().ExcludeFromDescription();
        }
    }

    private static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, ReceiveAsync).WithTags("Users").AllowAnonymous()
        .WithName("ReceiveWebhook").WithSummary("For Fief: users were changed or deleted")
        .WithDescription(
            $"Fief's webhook. `{SignatureHeader}` is the HMAC-SHA256 of `{TimestampHeader}`, a dot and the body's bytes, in hex digits; " +
            "the timestamp may be off by five minutes. Events that do not matter here are answered alike.")
        .WithBodyLimit(MaxBodyBytes).WithExample(request: """
            {
              "type": "user.updated",
              "data": {
                "id": "8f2c9e58-7f3c-4b0b-9a53-1f8f5f3f2f10",
                "created_at": "2026-11-22T15:02:01.325476Z",
                "updated_at": "2026-11-22T15:02:01.325482Z",
                "email": "ada@example.com",
                "email_verified": true,
                "is_active": true,
                "tenant_id": "66c46593-f1c6-4008-b4a0-6d373b6f4f1b",
                "tenant": { "id": "66c46593-f1c6-4008-b4a0-6d373b6f4f1b", "name": "Default", "default": true, "slug": "default" },
                "fields": { "first_name": "Ada" }
              }
            }
            """)
        .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReceiveAsync(HttpRequest request, IMediator mediator, CancellationToken cancellationToken)
    {
        // Of two one would be checked and the other one believed somewhere else.
        if (request.Headers[SignatureHeader] is not [{ } signature] || request.Headers[TimestampHeader] is not [{ } timestamp])
        {
            return TypedResults.Unauthorized();
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var command = new ReceiveWebhookCommand(
            signature, timestamp, body.GetBuffer().AsMemory(0, (int)body.Length), CallerNetwork.Of(request.HttpContext));
        // Fief keeps answers: there is nothing in them.
        return await mediator.Send(command, cancellationToken) ? TypedResults.NoContent() : TypedResults.Unauthorized();
    }
}
