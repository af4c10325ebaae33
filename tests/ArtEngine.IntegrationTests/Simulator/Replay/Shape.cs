using System.Text.Json;
using System.Text.Json.Nodes;

namespace ArtEngine.IntegrationTests.Simulator.Replay;

/// <summary>
/// Compares two JSON values by shape: the same keys, the same kinds, lists of the same length, and for keys with a fixed
/// vocabulary the same words. Ids, times, counters and texts of the server may differ.
/// </summary>
internal sealed class Shape(IdMap ids, IReadOnlySet<string> ignoredKeys)
{
    private static readonly HashSet<string> Words =
    [
        "type", "message", "details", "status", "status_str", "node", "display_node", "node_id", "node_type", "exception_type",
        "subfolder", "class_type", "input_name", "received_type", "state", "display_node_id", "real_node_id", "mediaType", "nodeId", "error",
        "output_name", "python_module",
    ];

    /// <summary>Maps from ids to values: the keys are data.</summary>
    private static readonly HashSet<string> Maps = ["nodes"];

    /// <summary>Lists whose length depends on the machine, not on the protocol.</summary>
    private static readonly HashSet<string> FreeLists =
        ["traceback", "argv", "comfy_package_versions", "options", "jobs", "devices", "cycle_nodes"];

    public List<string> Differences { get; } = [];

    public void Compare(string at, JsonNode? expected, JsonNode? actual)
    {
        if (KindOf(expected) != KindOf(actual))
        {
            Differences.Add($"{at}: {Brief(expected)} expected, {Brief(actual)} found");
        }
        else if (expected is JsonObject expectedFields)
        {
            CompareFields(at, expectedFields, actual!.AsObject());
        }
        else if (expected is JsonArray expectedItems)
        {
            CompareItems(at, expectedItems, actual!.AsArray());
        }
        else if (expected?.GetValueKind() == JsonValueKind.String)
        {
            CompareText(at, expected.GetValue<string>(), actual!.GetValue<string>());
        }
        else if (KindOf(expected) == "boolean" && expected!.ToJsonString() != actual!.ToJsonString())
        {
            Differences.Add($"{at}: {Brief(expected)} expected, {Brief(actual)} found");
        }
    }

    private void CompareFields(string at, JsonObject expected, JsonObject actual)
    {
        if (Maps.Contains(LastOf(at)))
        {
            Compare(at + ".*", expected.FirstOrDefault().Value, actual.FirstOrDefault().Value);
            return;
        }

        var wanted = expected.Select(field => ids.Translate(field.Key)).Where(key => !ignoredKeys.Contains(key)).ToHashSet();
        var found = actual.Select(field => field.Key).Where(key => !ignoredKeys.Contains(key)).ToHashSet();
        Differences.AddRange(wanted.Except(found).Select(key => $"{at}: no '{key}'"));
        Differences.AddRange(found.Except(wanted).Select(key => $"{at}: '{key}' is too much"));
        foreach (var (key, value) in expected)
        {
            if (found.Contains(ids.Translate(key)))
            {
                Compare($"{at}.{key}", value, actual[ids.Translate(key)]);
            }
        }
    }

    private void CompareItems(string at, JsonArray expected, JsonArray actual)
    {
        var isFree = FreeLists.Contains(LastOf(at)) || IsChoices(at);
        if (!isFree && expected.Count != actual.Count)
        {
            Differences.Add($"{at}: {expected.Count} items expected, {actual.Count} found");
        }

        // Sets come in any order on the real server.
        var items = LastOf(at) is "executed" or "current_outputs" ? 0 : Math.Min(expected.Count, actual.Count);
        for (var i = 0; i < (isFree ? Math.Min(1, items) : items); i++)
        {
            Compare($"{at}[{i}]", expected[i], actual[i]);
        }
    }

    private void CompareText(string at, string expected, string actual)
    {
        ids.Learn(LastOf(at), expected, actual);
        if (Words.Contains(LastOf(at)) && !at.Contains("exec_info", StringComparison.Ordinal) && ids.Translate(expected) != actual)
        {
            Differences.Add($"{at}: '{expected}' expected, '{actual}' found");
        }
    }

    /// <summary>The values of a combo: what is installed differs.</summary>
    private static bool IsChoices(string at) =>
        at.Contains(".input.", StringComparison.Ordinal) || at.EndsWith("input_config[0]", StringComparison.Ordinal);

    private static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.Value.ToString(),
    };

    private static string LastOf(string at) => at[(at.LastIndexOf('.') + 1)..].Split('[')[0];

    private static string Brief(JsonNode? value)
    {
        var text = value?.ToJsonString() ?? "null";
        return text.Length > 120 ? text[..120] + "..." : text;
    }
}
