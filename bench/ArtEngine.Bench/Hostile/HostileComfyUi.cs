using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Bench.Hostile;

/// <summary>
/// Stands in front of a ComfyUI server and passes requests and events on, but for those that the plan strikes. Every
/// request is logged.
/// </summary>
internal sealed class HostileComfyUi : IAsyncDisposable
{
    private readonly int _number;
    private readonly FaultPlan _plan;
    private readonly RequestLog _log;
    private readonly HostileAnswers _answers;
    private readonly Upstream _upstream;
    private readonly PromptBook _prompts = new();
    private readonly WebApplication _app;

    private HostileComfyUi(int number, Uri server, FaultPlan plan, RequestLog log, Trap trap)
    {
        (_number, _plan, _log, _answers, _upstream) = (number, plan, log, new(trap, plan), new(server));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Limit);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        _app.Run(AnswerAsync);
    }

    public Uri Address => new(_app.Urls.First());

    /// <param name="number">The number of the server.</param>
    /// <param name="server">The address of the true one.</param>
    /// <param name="plan">What it does to requests.</param>
    /// <param name="log">Gets every request.</param>
    /// <param name="trap">Where redirects lead.</param>
    public static async Task<HostileComfyUi> StartAsync(int number, Uri server, FaultPlan plan, RequestLog log, Trap trap)
    {
        var hostile = new HostileComfyUi(number, server, plan, log, trap);
        await hostile._app.StartAsync();
        return hostile;
    }

    /// <summary>The job whose prompt this is; null when it never came here.</summary>
    public string? JobOf(string promptId) => _prompts.JobOf(promptId);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _upstream.Dispose();
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.Limits.MaxRequestBodySize = null;
        // Slow is what it is for.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(IPAddress.Loopback, 0);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            var (request, body) = (context.Request, await Upstream.ReadBodyAsync(context));
            var route = Routes.Of(request);
            var promptId = _prompts.Find(request, route, body);
            var fault = _plan.Draw(route, route == Routes.ObjectInfo ? Routes.ArgumentOf(request) : promptId);
            _log.Note(new(TimeProvider.System.GetUtcNow(), _number, route, promptId, promptId is null
                ? null
                : _prompts.JobOf(promptId), fault));
            await (fault is { } struck ? StrikeAsync(context, struck, body)
                : route == Routes.Socket && context.WebSockets.IsWebSocketRequest
                    ? HostileSocket.RelayAsync(context, _upstream.Address, _plan)
                : PassAsync(context, route, promptId, body));
        }
        catch (Exception exception) when (
            exception is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone.
            context.Abort();
        }
    }

    /// <summary>What changes something may have done so although nobody gets to know.</summary>
    private async Task StrikeAsync(HttpContext context, Fault fault, byte[] body)
    {
        var isKnown = HostileAnswers.NeedsTrueAnswer(fault) || (HttpMethods.IsPost(context.Request.Method) && _plan.Draw() < 0.5);
        var answer = isKnown && !context.WebSockets.IsWebSocketRequest ? await _upstream.AskAsync(context.Request, body) : TrueAnswer.Empty;
        await _answers.GiveAsync(context, fault, answer);
    }

    private async Task PassAsync(HttpContext context, string route, string? promptId, byte[] body)
    {
        var answer = await _upstream.AskAsync(context.Request, body);
        if (route == Routes.History && promptId is not null && !_prompts.IsTold(promptId, answer.Body, _plan.HistoryLagOf(promptId)))
        {
            answer = answer with { Body = "{}"u8.ToArray() };
        }

        await answer.WriteAsync(context);
    }
}
