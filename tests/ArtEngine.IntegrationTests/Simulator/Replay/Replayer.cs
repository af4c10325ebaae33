using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Server = ArtEngine.ComfySimulator.Simulator;

namespace ArtEngine.IntegrationTests.Simulator.Replay;

/// <summary>
/// Plays a capture against a simulator: sends what was sent, waits until as much has been heard as was heard by then, and
/// compares answers and events. Time passes only while it waits, so no job runs ahead of the requests.
/// </summary>
internal sealed partial class Replayer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly string[] ComparedHeaders =
        ["Content-Type", "ETag", "Last-Modified", "Accept-Ranges", "Content-Range", "Content-Disposition", "X-Content-Type-Options", "Allow"];

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
        return [.. shape.Differences.Where(difference => !scenario.Allowed.Any(allowed => difference.Contains(allowed, StringComparison.Ordinal)))];
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
                expected[socket].Add(new JsonObject { ["type"] = $"binary {entry["event"]}", ["data"] = entry["meta"]?.DeepClone() ?? new JsonObject() });
                break;
            case "note":
                requests.LastNote = entry["text"]!.ToString();
                await ActAsync(requests.LastNote);
                break;
            case "http" when entry["res"] is not null && !scenario.Skips(entry["req"]!.AsObject()):
                await ExchangeAsync(entry);
                break;
            case "png_text":
                shape.Compare("png_text", new JsonArray([.. entry["text"]!.AsObject().Select(text => JsonValue.Create(text.Key))]), PngText.KeysOf(lastFile));
                break;
        }
    }

    private async Task OpenAsync(string socket, string? clientId, string path = "/ws")
    {
        await CatchUpAsync($"opening {socket}");
        // A socket that was greeted with the node its job was at came when the job was there.
        var heard = conversation.Where(entry => entry["kind"]!.ToString() == "ws" && entry["ws"]!.ToString() == socket).Take(2).ToList();
        if (clientId is not null && heard.Count == 2 && heard[1]["json"]!["data"] is JsonObject { Count: 1 } data && data["node"] is { } node)
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

    /// <summary>Some notes stand for something that was done but not recorded.</summary>
    private async Task ActAsync(string note)
    {
        switch (note)
        {
            case "/api/ws works too":
                await OpenAsync("viaapi", "viaapi", "/api/ws");
                return;
            case "weird clientId, url-encoded":
                await OpenAsync("weird", "a b/ü");
                return;
            case var lower when lower.Contains("?clientid=", StringComparison.Ordinal):
                await OpenAsync("lower", null, "/ws");
                return;
            case var aborted when aborted.StartsWith("sent POST /prompt", StringComparison.Ordinal):
                await AbortedRequest.SendAsync(server.Address, AbortedPrompt(), isRead: () => server.Log.Count > 0);
                return;
            case "half a body, then close":
                await AbortedRequest.SendAsync(server.Address, AbortedPrompt());
                return;
        }

        await DeleteFilesAsync(note);
    }

    /// <summary>What was sent can be seen in the history that was read later.</summary>
    private string AbortedPrompt()
    {
        var item = conversation.Select(entry => entry["res"]?["json"]).OfType<JsonObject>().First(answer => answer.Count == 1);
        var (id, prompt) = (item.First().Key, item.First().Value!["prompt"]!);
        ids.Learn("id", id, id);
        return new JsonObject
        {
            ["prompt"] = prompt[2]!.DeepClone(),
            ["client_id"] = prompt[3]!["client_id"]!.DeepClone(),
            ["prompt_id"] = id,
        }.ToJsonString();
    }

    private async Task DeleteFilesAsync(string note)
    {
        if (note.StartsWith("temp file deleted", StringComparison.Ordinal))
        {
            await CatchUpAsync(note);
            DeleteFiles("temp");
        }

        // Here the note came before the file, and the file went after its job was looked at.
        deletesAfterHistory = note.StartsWith("output file deleted", StringComparison.Ordinal);
    }

    private void DeleteFiles(string type)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(server.Folder, type), "*", SearchOption.AllDirectories))
        {
            File.Delete(file);
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
            shape.Differences.Add($"{at}: {answer["status"]} expected, {(int)response.StatusCode} found: {System.Text.Encoding.UTF8.GetString(bytes[..Math.Min(300, bytes.Length)])}");
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

    private void CompareBody(string at, JsonObject answer, byte[] bytes)
    {
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        if (answer["json"] is { } json)
        {
            shape.Compare(at, json, Capture.Parse(text));
        }
        else if (answer["text"] is { } words && Digits().Replace(words.ToString(), "0") != Digits().Replace(text, "0"))
        {
            shape.Differences.Add($"{at}: text '{words}' expected, '{text}' found");
        }
        else if (answer["head_hex"] is { } head)
        {
            lastFile = bytes;
            var magic = Convert.ToHexStringLower(bytes[..4]);
            if (!head.ToString().StartsWith(magic, StringComparison.Ordinal))
            {
                shape.Differences.Add($"{at}: file begins with {magic}, {head} expected");
            }
        }
    }

    private void CompareHeaders(string at, JsonObject recorded, HttpResponseMessage response)
    {
        var wanted = recorded.Select(header => header.Key).Where(name => ComparedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase));
        foreach (var name in wanted.Where(name => Header(response, name) is null))
        {
            shape.Differences.Add($"{at}: no header {name}");
        }

        if (recorded["Content-Type"]?.ToString() is { } type && Header(response, "Content-Type") is { } found && type != found)
        {
            shape.Differences.Add($"{at}: content type '{type}' expected, '{found}' found");
        }
    }

    private static string? Header(HttpResponseMessage response, string name)
    {
        static string? From(HttpHeaders headers, string name) => headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
        return From(response.Headers, name) ?? From(response.Content.Headers, name);
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

    private void CompareEvents()
    {
        foreach (var (name, events) in expected)
        {
            var found = EventOrder.ByJob(sockets[name].Heard);
            foreach (var (job, wanted) in EventOrder.ByJob(events))
            {
                CompareJob($"{name} {job}", wanted, found.GetValueOrDefault(ids.Translate(job)) ?? []);
            }
        }
    }

    private void CompareJob(string at, List<JsonObject> wanted, List<JsonObject> found)
    {
        var (names, foundNames) = (wanted.ConvertAll(EventOrder.Name), found.ConvertAll(EventOrder.Name));
        // A capture that stops in the middle of a job says nothing about its end.
        var isOpen = !names.Exists(name => name is "over");
        var comparable = isOpen ? foundNames.Take(names.Count) : foundNames;
        if (!names.SequenceEqual(comparable))
        {
            shape.Differences.Add($"{at}: events {string.Join(" ", names)} expected, {string.Join(" ", foundNames)} found");
            return;
        }

        for (var i = 0; i < wanted.Count; i++)
        {
            shape.Compare($"{at} {names[i]}", wanted[i]["data"], found[i]["data"]);
        }
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
