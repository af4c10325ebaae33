using System.Collections.Concurrent;
using System.IO.Compression;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ArtEngine.IntegrationTests.Influx;

/// <summary>Answers writes as it is told, to see what no real database does on demand.</summary>
internal sealed class StubInflux : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubInflux(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    /// <summary>The answers to come; 204 when there are none.</summary>
    public ConcurrentQueue<(int Status, string? RetryAfter, string Body)> Answers { get; } = [];

    /// <summary>Every write: its lines, where it was sent and with which token, and the answer's status.</summary>
    public ConcurrentQueue<(string[] Lines, string Query, string Token, int Status)> Writes { get; } = [];

    /// <summary>Called at each write before it is answered.</summary>
    public Func<CancellationToken, Task> AtWrite { get; set; } = _ => Task.CompletedTask;

    public IEnumerable<string> Taken => Writes.Where(write => write.Status == 204).SelectMany(write => write.Lines);

    public static async Task<StubInflux> StartAsync(Uri? address = null)
    {
        address ??= ServerProcess.FreeAddress();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(address.ToString());
        var stub = new StubInflux(app, address);
        app.MapPost("/api/v2/write", stub.WriteAsync);
        await app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task WriteAsync(HttpContext context)
    {
        using var text = new StreamReader(new GZipStream(context.Request.Body, CompressionMode.Decompress));
        var lines = (await text.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await AtWrite(context.RequestAborted);
        var (status, retryAfter, body) = Answers.TryDequeue(out var next) ? next : (204, null, "");
        Writes.Enqueue((lines, context.Request.QueryString.Value!, context.Request.Headers.Authorization.ToString(), status));
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        await context.Response.WriteAsync(body);
    }
}
