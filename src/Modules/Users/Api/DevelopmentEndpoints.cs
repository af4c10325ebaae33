using System.Net;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Users.Api;

/// <summary>
/// Signs the page in at once while the service is tried out. The development issuer serves this machine only; a page elsewhere that
/// has its name lead here (DNS rebinding) comes with that name, or with its own as origin, and is refused.
/// </summary>
internal static class DevelopmentEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/auth/development-token", Create).AllowAnonymous()
        .WithTags("Users").WithName("CreateDevelopmentToken").WithSummary("The developer's token, in Development only")
        .WithDescription("For pages of this machine. It is the one that is printed at start.")
        .WithExample(answer: """{ "token": "eyJhbGciOiJSUzI1NiIsImtpZCI6..." }""")
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static DevelopmentToken Create(HttpContext context, IDevelopmentTokens tokens)
    {
        var host = context.Request.Host;
        var origin = context.Request.Headers.Origin.ToString();
        if (!IsThisMachine(host.Host) || (origin.Length > 0 && origin != $"{context.Request.Scheme}://{host}"))
        {
            throw new AppException(
                ErrorKind.Forbidden, "forbidden",
                "The developer is signed in at this machine's own address only, such as http://127.0.0.1:5080. Elsewhere paste the token " +
                "that was printed at start.");
        }

        context.Response.Headers.CacheControl = "no-store";
        return new(tokens.CreateToken());
    }

    private static bool IsThisMachine(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ||
        (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

/// <summary>The developer's token.</summary>
/// <param name="Token">Good for thirty days.</param>
internal sealed record DevelopmentToken(string Token);
