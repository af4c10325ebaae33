using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Lets pages of <see cref="CrossOriginOptions"/> call the service and read what its answers say in their headers.</summary>
internal static class CrossOriginSetup
{
    private static readonly string[] Exposed =
    [
        HeaderNames.Location, HeaderNames.ContentLocation, HeaderNames.RetryAfter, HeaderNames.ETag, HeaderNames.ContentDisposition,
        HeaderNames.ContentRange, HeaderNames.AcceptRanges, "Preference-Applied", "Idempotency-Key",
    ];

    /// <summary>How long a browser need not ask again what it may do.</summary>
    private static readonly TimeSpan PreflightLasts = TimeSpan.FromHours(1);

    public static void AddCrossOrigin(this IServiceCollection services)
    {
        services.AddOptions<CrossOriginOptions>().BindConfiguration(CrossOriginOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CrossOriginOptions>, CrossOriginOptionsValidator>();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<CrossOriginOptions>>((cors, origins) =>
            cors.AddDefaultPolicy(policy =>
            {
                policy.AllowAnyHeader().AllowAnyMethod().WithExposedHeaders(Exposed).SetPreflightMaxAge(PreflightLasts);
                _ = origins.Value.Origins.Contains(CrossOriginOptions.Any)
                    ? policy.AllowAnyOrigin()
                    : policy.WithOrigins([.. origins.Value.Origins]).AllowCredentials();
            }));
    }

    /// <summary>Browsers hold no page back from opening a WebSocket anywhere: the server has to look where it comes from.</summary>
    public static Task EnsureSocketOriginAsync(HttpContext context, RequestDelegate next)
    {
        if (context.WebSockets.IsWebSocketRequest && context.Request.Headers.Origin is [{ Length: > 0 } origin, ..] &&
            !IsOwn(origin, context.Request.Host) &&
            !context.RequestServices.GetRequiredService<IOptions<CrossOriginOptions>>().Value.Allow(origin))
        {
            throw new AppException(
                ErrorKind.Forbidden, "origin_not_allowed",
                "Pages of this origin may not open a WebSocket here; its operator can add it to Cors:Origins.");
        }

        return next(context);
    }

    // By host alone: a proxy may have ended the encryption.
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase);
}
