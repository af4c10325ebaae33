using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Has trusted proxies say who the caller is.</summary>
internal static class TrustedProxySetup
{
    public static void AddTrustedProxies(this IServiceCollection services)
    {
        services.AddOptions<TrustedProxyOptions>().BindConfiguration(TrustedProxyOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TrustedProxyOptions>, TrustedProxyOptionsValidator>();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<TrustedProxyOptions>>((headers, proxies) =>
        {
            headers.ForwardedHeaders =
                ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            // As many proxies in a row as are trusted.
            headers.ForwardLimit = null;
            headers.KnownProxies.Clear();
            headers.KnownIPNetworks.Clear();
            foreach (var network in proxies.Value.Networks())
            {
                headers.KnownIPNetworks.Add(network);
            }
        });
    }

    public static void UseTrustedProxies(this IApplicationBuilder app)
    {
        // With an empty list the middleware would believe everybody.
        if (app.ApplicationServices.GetRequiredService<IOptions<TrustedProxyOptions>>().Value.Trusted.Count > 0)
        {
            app.UseForwardedHeaders();
        }
    }
}
