using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Servers;

/// <summary>All stand-ins behind one port: the first part of the path tells which one is meant.</summary>
internal sealed class StandIns : IAsyncDisposable
{
    /// <summary>1 x 1.</summary>
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private readonly CancellationTokenSource _end = new();
    private readonly WebApplication _app;

    private StandIns(int count, TimeSpan render)
    {
        All = [.. Enumerable.Range(0, count).Select(_ => new StandIn(render, _end.Token))];
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        _app.Run(AnswerAsync);
    }

    public IReadOnlyList<StandIn> All { get; }

    public static async Task<StandIns> StartAsync(int count, TimeSpan render)
    {
        var servers = new StandIns(count, render);
        await servers._app.StartAsync();
        return servers;
    }

    public string AddressOf(int number) => $"{_app.Urls.First()}/s{number}";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _end.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var server = All[int.Parse(parts[0].AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)];
        if (parts is [_, "prompt"] && HttpMethods.IsGet(context.Request.Method))
        {
            // Health checks ask so, too: it does not show that the lane runs.
            await WriteAsync(context, new JsonObject { ["exec_info"] = new JsonObject { ["queue_remaining"] = server.Remaining } });
            return;
        }

        server.Hear();
        await (parts[1..] switch
        {
            ["prompt"] => TakeAsync(context, server),
            ["queue"] => WriteAsync(context, server.ShowQueue()),
            ["history", var id] => WriteAsync(context, server.ShowHistory(id)),
            ["object_info", var name] =>
                WriteAsync(context, new() { [name] = new JsonObject { ["input"] = new JsonObject { ["required"] = new JsonObject() } } }),
            ["view"] => ShowAsync(context),
            ["ws"] when context.WebSockets.IsWebSocketRequest => TellAsync(context, server),
            _ => NotFoundAsync(context),
        });
    }

    private static async Task TakeAsync(HttpContext context, StandIn server)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
        server.Put(body);
        await WriteAsync(context,
            new() { ["prompt_id"] = body["prompt_id"]!.ToString(), ["number"] = 0, ["node_errors"] = new JsonObject() });
    }

    private async Task TellAsync(HttpContext context, StandIn server)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token);
        var clientId = context.Request.Query["clientId"].ToString();
        var leaving = WaitForLeaveAsync(socket, gone);
        try
        {
            await foreach (var message in server.Listen(clientId, gone.Token))
            {
                await socket.SendAsync(
                    Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, gone.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // It left.
        }

        server.Leave(clientId);
        await leaving;
    }

    /// <summary>What a client says does not matter; pings are answered while it is read.</summary>
    private static async Task WaitForLeaveAsync(WebSocket socket, CancellationTokenSource gone)
    {
        try
        {
            var buffer = new byte[1024];
            while ((await socket.ReceiveAsync(buffer.AsMemory(), gone.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // It left.
        }

        await gone.CancelAsync();
    }

    private static Task ShowAsync(HttpContext context)
    {
        (context.Response.ContentType, context.Response.ContentLength) = ("image/png", Picture.Length);
        return context.Response.Body.WriteAsync(Picture, context.RequestAborted).AsTask();
    }

    private static Task WriteAsync(HttpContext context, JsonObject json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json.ToJsonString(), context.RequestAborted);
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
