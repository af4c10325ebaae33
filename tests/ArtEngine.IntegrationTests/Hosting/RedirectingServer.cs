using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>Sends everybody on to another address of its own, and remembers who went there.</summary>
internal sealed class RedirectingServer : IAsyncDisposable
{
    private const string Target = "/target";

    private readonly WebApplication _app;

    private RedirectingServer(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    /// <summary>Where it sends to.</summary>
    public string TargetAddress => new Uri(Address, $"{Target}/secret.png").ToString();

    /// <summary>The paths of requests that were sent on.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The requests that came to where they were sent.</summary>
    public ConcurrentQueue<string> Followed { get; } = new();

    public static async Task<RedirectingServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = ServerProcess.FreeAddress();
        var app = builder.Build();
        app.Urls.Add(address.ToString());
        var server = new RedirectingServer(app, address);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public async Task UntilAskedAsync(string path)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!Asked.Any(asked => asked.StartsWith(path, StringComparison.Ordinal)))
        {
            await Task.Delay(20, patience.Token);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith(Target, StringComparison.Ordinal))
        {
            Followed.Enqueue(path);
            return context.Response.WriteAsync("{}");
        }

        Asked.Enqueue(path);
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = TargetAddress;
        return Task.CompletedTask;
    }
}
