using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Users.Api;

internal static class AuthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/auth").WithTags("Users").RequireAuthorization();
        MapGetUser(auth);
        auth.MapDelete("/user", EraseAsync).AddEndpointFilter(TokenNeeded.RefuseKeysAsync).WithName("EraseMe")
            .WithSummary("Erase yourself, with all that is yours")
            .WithDescription(
                "Profile and API keys at once, jobs and pictures within seconds; there is no way back. Your token is refused from then " +
                "on. Signing in again makes somebody new.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static void MapGetUser(IEndpointRouteBuilder auth) => auth.MapGet("/user", GetUserAsync).WithName("GetUser")
        .WithSummary("Who you are")
        .WithDescription(
            "From what the issuer told at its userinfo, which is asked again every five minutes or with `refresh=true`, and from what " +
            "is stored here while it does not answer. Permissions, scope and acr are those of the token.")
        .WithExample(answer: """
            {
              "id": "01a203c7-46f5-7143-8d88-c206bb6b7427",
              "issuer": "https://auth.example.com",
              "subject": "8f2c9e58-7f3c-4b0b-9a53-1f8f5f3f2f10",
              "email": "ada@example.com",
              "email_verified": true,
              "fields": { "first_name": "Ada" },
              "permissions": ["images:generate", "images:read"],
              "scope": "openid",
              "acr": "1",
              "created_at": "2026-11-22T15:02:01Z"
            }
            """);

    private static async Task<NoContent> EraseAsync(ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new EraseUserCommand(caller.UserId(), caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<UserView> GetUserAsync(
        ClaimsPrincipal caller, HttpContext context, IMediator mediator, CancellationToken cancellationToken, bool refresh = false)
    {
        var token = caller.CameByApiKey() ? null : await context.GetTokenAsync("access_token");
        var query = new GetUserQuery(caller.UserId(), token, refresh)
        {
            Permissions = caller.Permissions(),
            Scopes = caller.Scopes(),
            Acr = caller.Acr(),
        };
        return await mediator.Send(query, cancellationToken);
    }
}
