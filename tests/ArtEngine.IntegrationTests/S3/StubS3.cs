using System.Collections.Concurrent;
using ArtEngine.Generation.Infrastructure.S3;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ArtEngine.IntegrationTests.S3;

/// <summary>
/// Answers as the test says, right or wrong, and the store's parts that ask it. They wait long enough for the first call of a process
/// beside other tests; a test about silence tells them to wait less.
/// </summary>
internal sealed class StubS3 : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly S3Links _links;

    private StubS3(WebApplication app, Uri address, TimeSpan patience)
    {
        _app = app;
        Options = new()
        {
            Endpoint = address.ToString(),
            AccessKey = "key",
            SecretKey = "the-secret",
            Bucket = "bucket",
            AnswerTimeout = patience,
            LargestPut = 20 << 20,
        };
        Bucket = new(Options);
        Objects = new(Options, Bucket);
        _links = new(Options, TimeProvider.System);
        Store = new(Options, Bucket, Objects, _links);
    }

    public Func<HttpContext, Task> OnRequest { get; set; } = _ => Task.CompletedTask;

    public S3Options Options { get; }

    public S3Bucket Bucket { get; }

    public S3Objects Objects { get; }

    public S3BlobStore Store { get; }

    /// <summary>Method, path, range and condition of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<StubS3> StartAsync(TimeSpan? patience = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var address = ServerProcess.FreeAddress();
        var app = builder.Build();
        app.Urls.Add(address.ToString());
        var stub = new StubS3(app, address, patience ?? TimeSpan.FromSeconds(20));
        app.Run(stub.AnswerAsync);
        await app.StartAsync();
        return stub;
    }

    /// <summary>Every request gets this answer.</summary>
    public void Answer(int status, string? body = null) => OnRequest = context =>
    {
        context.Response.StatusCode = status;
        return body is null ? Task.CompletedTask : context.Response.WriteAsync(body);
    };

    public async ValueTask DisposeAsync()
    {
        Bucket.Dispose();
        Objects.Dispose();
        _links.Dispose();
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path} {headers.Range} {headers.IfMatch}".TrimEnd());
        return OnRequest(context);
    }
}
