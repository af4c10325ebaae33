using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>What is answered to a signed-in caller is theirs: no cache keeps it, unless its endpoint says otherwise.</summary>
internal static class PrivateAnswers
{
    public static Task EnsureAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            if (context.User.Identity is { IsAuthenticated: true } && !context.Response.Headers.ContainsKey(HeaderNames.CacheControl))
            {
                context.Response.Headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        });
        return next(context);
    }
}
