using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>
/// The listener. It knows its options and nothing else: no configuration, no environment, no signals of the process it lives
/// in.
/// </summary>
internal static class ComfyServer
{
    public static async Task<WebApplication> StartAsync(
        ComfyServices services, Action<IEndpointRouteBuilder> extras, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, new Uri(services.Options.Url)));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        app.UseMiddleware<RequestGuard>(services.Options);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        app.UseStatusCodePages(context => WrongMethodAsync(context.HttpContext));
        app.UseRouting();
        extras(app);
        Routes.Map(app, services);
        app.MapFallback("{**path}", Routes.NotFoundAsync);
        await app.StartAsync(cancellationToken);
        return app;
    }

    public static Uri AddressOf(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Uri(addresses.First());
    }

    private static void Listen(KestrelServerOptions kestrel, Uri url)
    {
        kestrel.AddServerHeader = false;
        // The size is checked by the guard, which answers in ComfyUI's words.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.AllowSynchronousIO = false;
        kestrel.Listen(AddressOf(url), url.Port);
    }

    private static IPAddress AddressOf(Uri url) => url.Host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" or "+" => IPAddress.Any,
        var host => IPAddress.TryParse(host.Trim('[', ']'), out var address)
            ? address
            : throw new ArgumentException($"Simulator: Url '{url}' must name an IP address or localhost."),
    };

    /// <summary>The router's 405 has no words; a read with the wrong method is 404 here.</summary>
    private static Task WrongMethodAsync(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed ? Routes.NotFoundAsync(context) : Task.CompletedTask;

    /// <summary>Ctrl+C and signals are the business of the process, not of a simulator inside it.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
