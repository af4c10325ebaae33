using System.Text.Json.Nodes;
using Server = ArtEngine.ComfySimulator.Simulator;

namespace ArtEngine.IntegrationTests.Simulator.Replay;

/// <summary>
/// Plays a capture against a simulator: sends what was sent, waits until as much has been heard as was heard by then, and
/// compares answers and events. Time passes only while it waits, so no job runs ahead of the requests.
/// </summary>
internal sealed partial class Replayer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly Server server;
    private readonly ManualClock clock;
    private readonly Scenario scenario;
    private readonly HttpClient http = new() { Timeout = Patience };
    private readonly IdMap ids = new();
    private readonly Shape shape;
    private readonly RecordedRequest requests;
    private readonly Dictionary<string, SocketRecorder> sockets = [];
    private readonly Dictionary<string, List<JsonObject>> expected = [];
    private readonly List<JsonObject> conversation;
    private JsonNode? lastStatus;
    private bool deletesAfterHistory;
    private byte[] lastFile = [];

    public Replayer(Server server, ManualClock clock, Scenario scenario)
    {
        this.server = server;
        this.clock = clock;
        this.scenario = scenario;
        conversation = Capture.Load(scenario.Capture);
        shape = new Shape(ids, new HashSet<string>(scenario.IgnoredKeys) { "tooltip" });
        requests = new RecordedRequest(server.Address, ids, scenario);
    }

    /// <summary>Every difference, in words.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        foreach (var entry in conversation)
        {
            await PlayAsync(entry);
        }

        await CatchUpAsync("the end");
        CompareEvents();
        return [.. shape.Differences.Where(
            difference => !scenario.Allowed.Any(allowed => difference.Contains(allowed, StringComparison.Ordinal)))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in sockets.Values)
        {
            await socket.DisposeAsync();
        }

        http.Dispose();
    }

    private async Task PlayAsync(JsonObject entry)
    {
        var socket = entry["ws"]?.ToString() ?? "";
        switch (entry["kind"]!.ToString())
        {
            case "ws_open":
                await OpenAsync(socket, entry["clientId"]?.ToString());
                break;
            case "ws_send":
                await sockets[socket].SendAsync(entry["json"]!.ToJsonString());
                break;
            case "ws_closed":
                await CloseAsync(socket, byServer: entry["code"] is not null);
                break;
            case "ws":
                expected[socket].Add(entry["json"]!.AsObject());
                lastStatus = entry["json"]!["data"]!["status"] ?? lastStatus;
                break;
            case "ws_bin":
                expected[socket].Add(
                    new JsonObject { ["type"] = $"binary {entry["event"]}", ["data"] = entry["meta"]?.DeepClone() ?? new JsonObject() });
                break;
            case "note":
                requests.LastNote = entry["text"]!.ToString();
                await ActAsync(requests.LastNote);
                break;
            case "http" when entry["res"] is not null && !scenario.Skips(entry["req"]!.AsObject()):
                await ExchangeAsync(entry);
                break;
            case "png_text":
                shape.Compare("png_text", new JsonArray([.. entry["text"]!.AsObject().Select(text => JsonValue.Create(text.Key))]),
                    PngText.KeysOf(lastFile));
                break;
        }
    }

    private async Task OpenAsync(string socket, string? clientId, string path = "/ws")
    {
        await CatchUpAsync($"opening {socket}");
        // A socket that was greeted with the node its job was at came when the job was there.
        var heard = conversation.Where(entry => entry["kind"]!.ToString() == "ws" && entry["ws"]!.ToString() == socket).Take(2).ToList();
        if (clientId is not null && heard.Count == 2 && heard[1]["json"]!["data"] is JsonObject { Count: 1 } data &&
            data["node"] is { } node)
        {
            await UntilAsync(() => server.NodeOf(clientId) == node.ToString(), $"node {node} before opening {socket}");
        }

        sockets[socket] = await SocketRecorder.OpenAsync(server.Address, clientId, path);
        expected[socket] = [];
    }

    private async Task CloseAsync(string socket, bool byServer)
    {
        await CatchUpAsync($"closing {socket}");
        if (byServer)
        {
            server.Faults.LoseQueue();
            await UntilAsync(() => sockets[socket].IsClosed, $"{socket} to be cut");
            sockets[socket].EndedWithoutGoodbye.ShouldBeTrue();
        }
        else
        {
            await sockets[socket].CloseAsync();
        }
    }

    private async Task ExchangeAsync(JsonObject entry)
    {
        var recorded = entry["req"]!.AsObject();
        var at = $"{recorded["method"]} {recorded["path"]} (t={entry["t"]})";
        await CatchUpAsync(at);
        using var request = requests.Make(recorded);
        using var response = await http.SendAsync(request);
        var answer = entry["res"]!.AsObject();
        var bytes = await response.Content.ReadAsByteArrayAsync();
        if ((int)response.StatusCode != answer["status"]!.GetValue<int>())
        {
            shape.Differences.Add(
                $"{at}: {answer["status"]} expected, {(int)response.StatusCode} found: " +
                $"{System.Text.Encoding.UTF8.GetString(bytes[..Math.Min(300, bytes.Length)])}");
            return;
        }

        if (deletesAfterHistory && recorded["path"]!.ToString().StartsWith("/history", StringComparison.Ordinal))
        {
            DeleteFiles("output");
            deletesAfterHistory = false;
        }

        CompareBody(at, answer, bytes);
        CompareHeaders(at, answer["headers"]!.AsObject(), response);
    }

    /// <summary>Waits until as much has happened as had happened in the capture by now.</summary>
    private async Task CatchUpAsync(string before)
    {
        foreach (var (name, events) in expected)
        {
            foreach (var group in events.Where(IsAwaited).GroupBy(entry => entry["type"]!.ToString()))
            {
                var wanted = group.Count();
                bool IsHeard() => sockets[name].Heard.Count(entry => entry["type"]!.ToString() == group.Key) >= wanted;
                await UntilAsync(IsHeard, $"{wanted} x {group.Key} on {name} before {before}");
            }
        }

        if (lastStatus?["exec_info"]?["queue_remaining"]?.ToString() == "0")
        {
            await UntilAsync(() => server.Remaining == 0, $"an empty queue before {before}");
        }

        await UntilItRestsAsync();
    }

    /// <summary>A node that was just told of goes on until it waits for its time, unless something holds it up.</summary>
    private async Task UntilItRestsAsync()
    {
        var giveUp = DateTime.UtcNow + Moment;
        while (server.Remaining > 0 && !clock.IsAwaited && DateTime.UtcNow < giveUp)
        {
            await Task.Delay(1);
        }
    }

    /// <summary>Events of jobs that have been submitted here; the capture may tell them a little before the answer.</summary>
    private bool IsAwaited(JsonObject entry) =>
        entry["type"]!.ToString() is not ("status" or "progress_state")
        && !entry["type"]!.ToString().StartsWith("binary", StringComparison.Ordinal)
        && (entry["data"]?["prompt_id"] is not { } job || ids.Knows(job.ToString()));

    private async Task UntilAsync(Func<bool> reached, string what)
    {
        var giveUp = DateTime.UtcNow + Patience;
        while (!reached())
        {
            if (DateTime.UtcNow > giveUp)
            {
                throw new TimeoutException($"{scenario}: waited in vain for {what}. So far: {string.Join("; ", shape.Differences)}");
            }

            // What the last step caused gets a moment to arrive before the next step.
            await Task.Delay(10);
            if (!reached())
            {
                clock.GoToNext();
            }
        }
    }
}
