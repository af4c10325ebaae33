using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>
/// WebSockets and event streams go on for hours, and end with what let their listener in: for them it looks as if the listener had
/// left. The feature tells that it was this.
/// </summary>
internal sealed record CredentialEnd
{
    public bool HasCome { get; private set; }

    public static Task EnforceAsync(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<TokenInQuery>() is null || context.User.Identity is not { IsAuthenticated: true }
            ? next(context)
            : EndWithCredentialAsync(context, next);

    private static async Task EndWithCredentialAsync(HttpContext context, RequestDelegate next)
    {
        var left = context.RequestAborted;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(left);
        var end = new CredentialEnd();
        var expiresAt = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
        using var watch = context.RequestServices.GetRequiredService<ICredentialWatch>().Watch(
            context.User,
            expiresAt,
            () =>
            {
                end.HasCome = true;
                ended.Cancel();
            });
        context.Features.Set(end);
        context.RequestAborted = ended.Token;
        try
        {
            await next(context);
        }
        finally
        {
            context.RequestAborted = left;
        }
    }
}

/// <summary>How streams end with the credential of their listener.</summary>
public static class CredentialEnds
{
    /// <summary>Ends WebSockets and event streams whose credential is no longer good; call it after authorization.</summary>
    public static void UseCredentialEnds(this IApplicationBuilder app) => app.Use(CredentialEnd.EnforceAsync);
}
