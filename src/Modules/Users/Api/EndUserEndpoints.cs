using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Users.Api;

internal static class EndUserEndpoints
{
    private const int DefaultPage = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var endUsers = routes.MapGroup("/auth/end-users").WithTags("Users").RequirePermission(Permission.EndUsers);
        endUsers.MapGet("", ListAsync).WithName("ListEndUsers").WithSummary("Your end users, newest first")
            .WithDescription(
                "An API key with the permission `end_users` acts for somebody by the header `X-End-User`, an id of your choice: jobs, " +
                "pictures, turns and limits are theirs then. `name` finds one by that id.")
            .WithExample(answer: """
                {
                  "end_users": [{ "id": "01a203c7-46f5-7143-8d88-c206bb6b7427", "end_user": "guild-7/ada",
                                  "created_at": "2026-11-22T15:02:01Z" }],
                  "next_cursor": null
                }
                """)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        endUsers.MapDelete("/{id:guid}", EraseAsync).WithName("EraseEndUser").WithSummary("Erase an end user, with all that is theirs")
            .WithDescription("Jobs and pictures are gone within seconds. When they are named again they are somebody new.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Task<EndUserPage> ListAsync(
        string? name, Guid? cursor, int? limit, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ListEndUsersQuery(caller.UserId(), name, cursor, limit ?? DefaultPage), cancellationToken);

    private static async Task<NoContent> EraseAsync(
        Guid id, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new EraseEndUserCommand(caller.UserId(), id), cancellationToken);
        return TypedResults.NoContent();
    }
}
