using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>
/// A ComfyUI that answers what the test says, and remembers what it was asked. Unless told otherwise a prompt is done at once.
/// </summary>
internal sealed class StubComfyUi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, WebSocket> _sockets = new();

    private StubComfyUi(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    /// <summary>Method and path with query of every request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The headers of every request.</summary>
    public ConcurrentQueue<IHeaderDictionary> Headers { get; } = new();

    /// <summary>The bodies of prompts, as sent.</summary>
    public ConcurrentQueue<string> Prompts { get; } = new();

    /// <summary>The client ids of sockets, in order.</summary>
    public ConcurrentQueue<string> Clients { get; } = new();

    /// <summary>Bodies of interrupts and queue deletions.</summary>
    public ConcurrentQueue<string> Orders { get; } = new();

    /// <summary>History entries as JSON text, by prompt id.</summary>
    public ConcurrentDictionary<string, string> History { get; } = new();

    public ConcurrentDictionary<string, bool> Pending { get; } = new();

    public ConcurrentDictionary<string, bool> Running { get; } = new();

    /// <summary>Instead of finishing the prompt at once.</summary>
    public Func<string, IResult?>? OnPrompt { get; set; }

    /// <summary>The outputs of prompts that finish at once, as JSON.</summary>
    public string Outputs { get; set; } = """{"7":{"images":[{"filename":"a.png","subfolder":"","type":"output"}]}}""";

    public Func<string, IResult>? OnView { get; set; }

    /// <summary>Pictures that came: what the form said, and the bytes.</summary>
    public ConcurrentQueue<(IReadOnlyDictionary<string, string> Form, string FileName, string ContentType, byte[] Bytes)> Uploads { get; } =
        new();

    /// <summary>The answer to a picture of this name; unless set it keeps its name.</summary>
    public Func<string, IResult>? OnUpload { get; set; }

    /// <summary>Bodies of deletions from the history.</summary>
    public ConcurrentQueue<string> Forgotten { get; } = new();

    /// <summary>Whether events can be had.</summary>
    public bool HasSockets { get; set; } = true;

    /// <summary>Whether the routes of newer versions are there.</summary>
    public bool HasJobs { get; set; } = true;

    public TimeSpan Delay { get; set; }

    /// <summary>The required inputs of node classes as JSON, by class; of others nothing is said.</summary>
    public ConcurrentDictionary<string, string> Inputs { get; } = new();

    /// <summary>All that is said of node classes as JSON, by class.</summary>
    public ConcurrentDictionary<string, string> Descriptions { get; } = new();

    /// <summary>Whether prompts can be taken from it.</summary>
    public bool LetsGo { get; set; } = true;

    public static async Task<StubComfyUi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = ServerProcess.FreeAddress();
        var app = builder.Build();
        app.Urls.Add(address.ToString());
        var stub = new StubComfyUi(app, address);
        stub.Map();
        await app.StartAsync();
        return stub;
    }

    public static string Success(string outputs) =>
        $$$"""{"prompt":[],"outputs":{{{outputs}}},"status":{"status_str":"success","completed":true,"messages":[["execution_start",{"timestamp":1}],["execution_success",{"timestamp":5}]]}}""";

    public async Task TellAsync(string json)
    {
        foreach (var socket in _sockets.Values.Where(socket => socket.State == WebSocketState.Open))
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, default);
        }
    }

    public async Task TellBytesAsync(byte[] bytes)
    {
        foreach (var socket in _sockets.Values.Where(socket => socket.State == WebSocketState.Open))
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, default);
        }
    }

    public void CutSockets()
    {
        foreach (var socket in _sockets.Values)
        {
            socket.Abort();
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.UseWebSockets();
        _app.Use(async (context, next) =>
        {
            Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            // A copy: the server uses its own again for the next request.
            Headers.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary()));
            await Task.Delay(Delay);
            await next();
        });
        _app.MapGet("/ws", ListenAsync);
        _app.MapGet("/prompt", () => Results.Json(new { exec_info = new { queue_remaining = Pending.Count + Running.Count } }));
        _app.MapPost("/prompt", TakeAsync);
        _app.MapGet("/queue", () => Results.Json(new { queue_running = Items(Running), queue_pending = Items(Pending) }));
        _app.MapPost("/queue", OrderAsync);
        _app.MapPost("/interrupt", OrderAsync);
        _app.MapPost("/free", () => Results.Ok());
        _app.MapPost("/history", ForgetAsync);
        _app.MapGet("/history/{id}", (string id) =>
            Results.Text(History.TryGetValue(id, out var entry) ? $$"""{"{{id}}":{{entry}}}""" : "{}", "application/json"));
        _app.MapPost("/api/jobs/{id}/cancel", (string id) => !HasJobs ? Results.NotFound()
            : Results.Json(new { cancelled = LetsGo && (Pending.TryRemove(id, out _) | Running.TryRemove(id, out _)) }));
        _app.MapGet("/object_info/{name}", (string name) => Results.Text(
            Descriptions.TryGetValue(name, out var description) ? $"{{\"{name}\":{description}}}" :
            """{"NAME":{"input":{"required":INPUTS}}}""".Replace("NAME", name, StringComparison.Ordinal)
                .Replace("INPUTS", Inputs.GetValueOrDefault(name, "{}"), StringComparison.Ordinal), "application/json"));
        _app.MapPost("/upload/image", TakeUploadAsync);
        _app.MapGet("/view", (string filename) => OnView?.Invoke(filename) ?? Results.Bytes([1, 2, 3], "image/png"));
    }

    private static object[][] Items(ConcurrentDictionary<string, bool> prompts) =>
        [.. prompts.Keys.Select(id => new object[] { 0, id, new { }, new { }, Array.Empty<string>() })];

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        Prompts.Enqueue(body);
        var id = JsonNode.Parse(body)!["prompt_id"]!.GetValue<string>();
        if (OnPrompt?.Invoke(id) is { } answer)
        {
            return answer;
        }

        if (OnPrompt is null)
        {
            History[id] = Success(Outputs);
            await TellAsync(Ended(id));
        }

        return Results.Json(new { prompt_id = id, number = 1, node_errors = new { } });
    }

    private async Task<IResult> TakeUploadAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var file = form.Files.GetFile("image")!;
        var bytes = new byte[file.Length];
        await using var content = file.OpenReadStream();
        await content.ReadExactlyAsync(bytes);
        Uploads.Enqueue((form.ToDictionary(field => field.Key, field => field.Value.ToString()), file.FileName, file.ContentType, bytes));
        return OnUpload?.Invoke(file.FileName) ?? Results.Json(new { name = file.FileName, subfolder = "", type = "input" });
    }

    private async Task<IResult> ForgetAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        Forgotten.Enqueue(await reader.ReadToEndAsync());
        return Results.Ok();
    }

    public static string Ended(string id) => $$$"""{"type":"executing","data":{"node":null,"prompt_id":"{{{id}}}"}}""";

    private async Task<IResult> OrderAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        Orders.Enqueue($"{request.Path} {body}");
        foreach (var id in Pending.Keys.Where(id => body.Contains(id, StringComparison.Ordinal)))
        {
            Pending.TryRemove(id, out _);
        }

        return Results.Ok();
    }

    private async Task ListenAsync(HttpContext context)
    {
        if (!HasSockets)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var client = context.Request.Query["clientId"].ToString();
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        Clients.Enqueue(client);
        _sockets[client] = socket;
        try
        {
            var buffer = new byte[1_024];
            while ((await socket.ReceiveAsync(buffer.AsMemory(), default)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // Gone.
        }

        _sockets.TryRemove(client, out _);
    }
}
