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
        .MapGet("/user", GetUserAsync).WithName("GetUser").WithSummary("Who you are").WithExample(answer: """
            {
              "id": "01a203c7-46f5-7143-8d88-c206bb6b7427",
              "issuer": "https://auth.example.com",
              "subject": "8f2c9e58-7f3c-4b0b-9a53-1f8f5f3f2f10",
              "email": "ada@example.com",
              "created_at": "2026-11-22T15:02:01Z"
            }
            """);

    private static Task<UserView> GetUserAsync(ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetUserQuery(caller.UserId()), cancellationToken);
}
