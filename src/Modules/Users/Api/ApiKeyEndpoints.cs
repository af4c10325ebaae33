using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Users.Api;

/// <summary>API keys are managed with a token of the issuer: a key that leaked cannot make itself last.</summary>
internal static class ApiKeyEndpoints
{
    private const long MaxBodyBytes = 16 * 1024;

    private const string Kept = """
        "id": "01a203c7-46f5-7143-8d88-c206bb6b7427",
        "name": "nightly renders",
        "prefix": "ae_3qT0xvBn",
        "permissions": ["images:generate", "images:read"],
        "created_at": "2026-11-22T15:02:01Z",
        "expires_at": "2027-02-20T15:02:01Z",
        "last_used_at": null
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/auth/api-keys").WithTags("Users").RequireAuthorization().AddEndpointFilter(TokenNeeded.RefuseKeysAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        keys.MapPost("", CreateAsync).WithName("CreateApiKey").WithSummary("Make an API key")
            .WithDescription(
                "For programs that cannot sign in: send it as `Authorization: Bearer ae_...` or `X-API-Key`. " +
                "This answer alone has the key. Without `permissions` it may do what you may, but for administering and acting for " +
                "end users.")
            .WithBodyLimit(MaxBodyBytes)
            .WithExample(
                """{ "name": "nightly renders", "expires_in_days": 90, "permissions": ["images:generate", "images:read"] }""",
                $$"""
                { "api_key": { {{Kept}} }, "key": "ae_3qT0xvBnYt1mUQ3hQX5uXcJ1m8kq2ZyqJpQ7l3V0c9E" }
                """)
            .Produces<NewApiKey>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        keys.MapGet("", ListAsync).WithName("ListApiKeys").WithSummary("Your API keys, newest first, without the keys themselves")
            .WithExample(answer: $$"""{ "api_keys": [{ {{Kept}} }] }""");
        keys.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteApiKey").WithSummary("Take an API key back")
            .WithDescription("From then on it is refused.").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Created<NewApiKey>> CreateAsync(
        ApiKeyRequest request, ClaimsPrincipal caller, IGrants grants, HttpContext context, IMediator mediator,
        CancellationToken cancellationToken)
    {
        var command = new CreateApiKeyCommand(
            caller.UserId(), request.Name ?? "", request.ExpiresInDays, request.ExpiresAt, request.Permissions)
        {
            OwnPermissions = grants.Of(caller),
        };
        var made = await mediator.Send(command, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, made);
    }

    private static Task<ApiKeyList> ListAsync(ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ListApiKeysQuery(caller.UserId()), cancellationToken);

    private static async Task<NoContent> DeleteAsync(
        Guid id, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new DeleteApiKeyCommand(caller.UserId(), id), cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>What the key shall be.</summary>
/// <param name="Name">What you call it, up to 100 characters.</param>
/// <param name="ExpiresInDays">How long it is good for; 90 days unless said otherwise here or by the operator.</param>
/// <param name="ExpiresAt">Instead of days: from when on it is refused, RFC 3339.</param>
/// <param name="Permissions">What it may do, out of what you may.</param>
internal sealed record ApiKeyRequest(
    [property: Required, StringLength(100, MinimumLength = 1)] string? Name,
    int? ExpiresInDays,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<string>? Permissions);
