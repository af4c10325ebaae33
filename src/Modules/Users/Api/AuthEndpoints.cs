using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Users.Api;

internal static class AuthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGroup("/auth").WithTags("Users").RequireAuthorization()
        .MapGet("/user", GetUserAsync).WithName("GetUser").WithSummary("Who you are");

    private static Task<UserView> GetUserAsync(ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetUserQuery(caller.UserId()), cancellationToken);
}
