using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ArtEngine.IntegrationTests.Simulator.Replay;

/// <content>Answers and events against the recorded ones.</content>
internal sealed partial class Replayer
{
    private static readonly string[] ComparedHeaders =
        ["Content-Type", "ETag", "Last-Modified", "Accept-Ranges", "Content-Range", "Content-Disposition", "X-Content-Type-Options", "Allow"];

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
        static string? From(HttpHeaders headers, string name) =>
            headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
        return From(response.Headers, name) ?? From(response.Content.Headers, name);
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
