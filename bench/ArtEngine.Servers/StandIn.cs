using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace ArtEngine.Servers;

/// <summary>A ComfyUI server as far as a lane needs one: a queue, a history, events. A render is a wait.</summary>
internal sealed class StandIn
{
    private readonly Channel<StandInPrompt> _queue = Channel.CreateUnbounded<StandInPrompt>();
    private readonly ConcurrentDictionary<string, StandInPrompt> _open = [];
    private readonly ConcurrentDictionary<string, JsonObject> _history = [];
    private readonly ConcurrentDictionary<string, Channel<JsonObject>> _listeners = [];
    private string? _running;

    public StandIn(TimeSpan render, CancellationToken cancellationToken) => _ = WorkAsync(render, cancellationToken);

    /// <summary>When its lane spoke to it first.</summary>
    public DateTimeOffset? HeardAt { get; private set; }

    public int Finished => _history.Count;

    public int Remaining => _open.Count;

    public void Hear() => HeardAt ??= TimeProvider.System.GetUtcNow();

    public void Put(JsonObject body)
    {
        var (node, settings) = body["prompt"]!.AsObject().Single(node => node.Value!["class_type"]!.ToString() == "SaveImage");
        var prompt = new StandInPrompt(
            body["prompt_id"]!.ToString(), body["client_id"]!.ToString(), node, settings!["inputs"]!["filename_prefix"]!.ToString());
        _open[prompt.Id] = prompt;
        _queue.Writer.TryWrite(prompt);
    }

    public JsonObject ShowQueue() => new()
    {
        ["queue_running"] = Show(_open.Keys.Where(id => id == _running)),
        ["queue_pending"] = Show(_open.Keys.Where(id => id != _running)),
    };

    public JsonObject ShowHistory(string id) => _history.TryGetValue(id, out var entry) ? new() { [id] = entry.DeepClone() } : [];

    /// <summary>What is told to this client, until it leaves.</summary>
    public IAsyncEnumerable<JsonObject> Listen(string clientId, CancellationToken cancellationToken) =>
        _listeners.GetOrAdd(clientId, _ => Channel.CreateUnbounded<JsonObject>()).Reader.ReadAllAsync(cancellationToken);

    public void Leave(string clientId) => _listeners.TryRemove(clientId, out _);

    private async Task WorkAsync(TimeSpan render, CancellationToken cancellationToken)
    {
        await foreach (var prompt in _queue.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            _running = prompt.Id;
            Tell(prompt, "execution_start", new() { ["prompt_id"] = prompt.Id });
            await Task.Delay(render, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _history[prompt.Id] = prompt.Success(render);
            _running = null;
            _open.TryRemove(prompt.Id, out _);
            Tell(prompt, "execution_success", new() { ["prompt_id"] = prompt.Id });
            Tell(prompt, "executing", new() { ["node"] = null, ["prompt_id"] = prompt.Id });
        }
    }

    private void Tell(StandInPrompt prompt, string type, JsonObject data)
    {
        if (_listeners.TryGetValue(prompt.ClientId, out var listener))
        {
            listener.Writer.TryWrite(new() { ["type"] = type, ["data"] = data });
        }
    }

    private static JsonArray Show(IEnumerable<string> ids) =>
        [.. ids.Select(id => new JsonArray(0, id, new JsonObject(), new JsonObject(), new JsonArray()))];
}

/// <summary>One prompt.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ClientId">Who is told of it.</param>
/// <param name="OutputNode">The node that saves.</param>
/// <param name="Prefix">How its file begins.</param>
internal sealed record StandInPrompt(string Id, string ClientId, string OutputNode, string Prefix)
{
    /// <summary>As the history tells of an end.</summary>
    public JsonObject Success(TimeSpan render)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var file = new JsonObject
        {
            ["filename"] = $"{Path.GetFileName(Prefix)}_00001_.png",
            ["subfolder"] = Path.GetDirectoryName(Prefix),
            ["type"] = "output"
        };
        return new()
        {
            ["outputs"] = new JsonObject { [OutputNode] = new JsonObject { ["images"] = new JsonArray(file) } },
            ["status"] = new JsonObject
            {
                ["status_str"] = "success",
                ["completed"] = true,
                ["messages"] = new JsonArray(
                    new JsonArray("execution_start",
                        new JsonObject { ["prompt_id"] = Id, ["timestamp"] = now - (long)render.TotalMilliseconds }),
                    new JsonArray("execution_success", new JsonObject { ["prompt_id"] = Id, ["timestamp"] = now })),
            },
        };
    }
}
