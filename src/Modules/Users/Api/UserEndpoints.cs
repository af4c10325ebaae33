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

/// <summary>What administrators do with users, whatever the identity provider can do.</summary>
internal static class UserEndpoints
{
    private const int DefaultPage = 20;
    private const long MaxBodyBytes = 16 * 1024;

    private const string Account = """
        {
          "id": "01a203c7-46f5-7143-8d88-c206bb6b7427",
          "issuer": "https://auth.example.com",
          "subject": "8f2c9e58-7f3c-4b0b-9a53-1f8f5f3f2f10",
          "email": "ada@example.com",
          "is_blocked": false,
          "blocked_at": null,
          "is_active": true,
          "api_keys": 1,
          "plan": null,
          "created_at": "2026-11-22T15:02:01Z"
        }
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/users").WithTags("Users").RequirePermission(Permission.Admin);
        users.MapGet("", ListAsync).WithName("ListUsers").WithSummary("All users, newest first, or those with an e-mail address")
            .WithExample(answer: $$"""{ "users": [{{Account}}], "next_cursor": null }""")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        users.MapGet("/{id:guid}", FindAsync).WithName("FindUser").WithSummary("One user").WithExample(answer: Account)
            .ProducesProblem(StatusCodes.Status404NotFound);
        users.MapPost("/{id:guid}/block", BlockAsync).WithName("BlockUser").WithSummary("Keep a user out")
            .WithDescription("Tokens and API keys are refused from now on and open streams end. What is theirs stays.")
            .WithExample(answer: Account).ProducesProblem(StatusCodes.Status404NotFound);
        users.MapPost("/{id:guid}/unblock", UnblockAsync).WithName("UnblockUser").WithSummary("Let a user in again")
            .WithDescription("Also one who was erased while they were blocked. One whom the issuer keeps out stays out.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        users.MapPost("/{id:guid}/move", MoveAsync).WithName("MoveUser").WithSummary("Give a user another issuer and subject")
            .WithDescription(
                "For people who change the identity provider: jobs, pictures and API keys stay theirs. With `replace` somebody who came " +
                "by the new name meanwhile is erased.")
            .WithBodyLimit(MaxBodyBytes)
            .WithExample("""{ "issuer": "https://sso.example.com/realms/studio", "subject": "f3a7d2b0", "replace": false }""", Account)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        users.MapDelete("/{id:guid}", EraseAsync).WithName("EraseUser").WithSummary("Erase a user")
            .WithDescription(
                "Profile and API keys at once, jobs and pictures within seconds. With a later sign-in they come back as somebody new, " +
                "unless they were blocked before.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        users.MapDelete("/{id:guid}/api-keys", RevokeAsync).WithName("RevokeApiKeys").WithSummary("Take back all API keys of a user")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Task<UserPage> ListAsync(
        string? email, Guid? cursor, int? limit, HttpContext context, IMediator mediator, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return mediator.Send(new ListUsersQuery(email, cursor, limit ?? DefaultPage), cancellationToken);
    }

    private static Task<UserAccount> FindAsync(Guid id, HttpContext context, IMediator mediator, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return mediator.Send(new FindUserQuery(id), cancellationToken);
    }

    private static async Task<UserAccount> BlockAsync(
        Guid id, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new BlockUserCommand(id, caller.UserId()), cancellationToken);
        return await mediator.Send(new FindUserQuery(id), cancellationToken);
    }

    private static async Task<NoContent> UnblockAsync(
        Guid id, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new UnblockUserCommand(id, caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<UserAccount> MoveAsync(
        Guid id, MoveUserRequest request, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(
            new MoveUserCommand(id, caller.UserId(), request.Issuer ?? "", request.Subject ?? "", request.Replace ?? false),
            cancellationToken);
        return await mediator.Send(new FindUserQuery(id), cancellationToken);
    }

    private static async Task<NoContent> EraseAsync(
        Guid id, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new EraseUserCommand(id, caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RevokeAsync(
        Guid id, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new RevokeApiKeysCommand(id, caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>Where a user moves to.</summary>
/// <param name="Issuer">The new issuer, as it stands in its tokens.</param>
/// <param name="Subject">The user's id there.</param>
/// <param name="Replace">Whether somebody who came by that name meanwhile is erased for it; false unless given.</param>
internal sealed record MoveUserRequest(
    [property: Required] string? Issuer, [property: Required] string? Subject, bool? Replace);
