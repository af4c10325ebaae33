using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace ArtEngine.Users.Api;

/// <summary>For what an API key that leaked must not do.</summary>
internal static class TokenNeeded
{
    /// <summary>Refuses callers who came with an API key.</summary>
    public static async ValueTask<object?> RefuseKeysAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.User.CameByApiKey()
            ? throw new AppException(
                ErrorKind.Forbidden, "token_needed", "This is done with a token of the identity provider, not with an API key.")
            : await next(context);
}
