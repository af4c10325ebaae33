using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ArtEngine.IntegrationTests.Webhooks;

/// <summary>Somebody's receiver of messages: it keeps those that it takes, and answers as the test says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private WebApplication _app = null!;

    private Receiver()
    {
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>The status of the answer; it may take its time.</summary>
    public Func<Task<int>> Answer { get; set; } = () => Task.FromResult(204);

    /// <summary>How often something came.</summary>
    public int Calls;

    /// <summary>What was answered 2xx, in its order.</summary>
    public ConcurrentQueue<Message> Taken { get; } = new();

    public IReadOnlyList<string> Types => [.. Taken.OrderBy(message => message.Sequence).Select(message => message.Type)];

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        await receiver.ListenAsync();
        return receiver;
    }

    /// <summary>It breaks off what it is at, and is back at the same address.</summary>
    public async Task RestartAsync()
    {
        await _app.DisposeAsync();
        await ListenAsync();
    }

    /// <summary>Each message as the verifier reads it.</summary>
    public string ToLines() => string.Join('\n', Taken.Select(message => JsonSerializer.Serialize(
        new Dictionary<string, object>
        {
            ["headers"] = message.Headers,
            ["body"] = message.Body,
            ["at"] = message.TakenAt.ToUnixTimeMilliseconds(),
        })));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address.ToString());
        _app = builder.Build();
        _app.MapPost("/", TakeAsync);
        await _app.StartAsync();
        Address = new(_app.Urls.First());
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        Interlocked.Increment(ref Calls);
        context.Response.StatusCode = await Answer();
        if (context.Response.StatusCode < 300)
        {
            var headers = context.Request.Headers.Where(header => header.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
            Taken.Enqueue(new(headers, body));
        }
        else if (context.Response.StatusCode < 400)
        {
            context.Response.Headers.Location = "/elsewhere";
        }
    }
}

/// <summary>One message.</summary>
internal sealed record Message(IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json { get; } = JsonElement.Parse(Body);

    public DateTimeOffset TakenAt { get; } = DateTimeOffset.UtcNow;

    public string Type => Json.GetProperty("type").GetString()!;

    public long Sequence => Json.GetProperty("sequence").GetInt64();
}
