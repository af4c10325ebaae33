using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>Somebody else's web server with one page, and a place where the page tells what it saw.</summary>
internal sealed class OtherOrigin : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource<JsonElement> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtherOrigin(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>As browsers write it.</summary>
    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>What the page posted to <c>/report</c>.</summary>
    public Task<JsonElement> ReportAsync() => _report.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static async Task<OtherOrigin> StartAsync(string page)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var other = new OtherOrigin(builder.Build());
        other._app.Urls.Add("http://127.0.0.1:0");
        other._app.MapGet("/", () => Results.Content(page, "text/html; charset=utf-8"));
        other._app.MapPost("/report", (JsonElement told) => other._report.TrySetResult(told));
        await other._app.StartAsync();
        return other;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
