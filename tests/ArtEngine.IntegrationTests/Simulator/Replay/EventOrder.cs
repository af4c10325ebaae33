using System.Text.Json.Nodes;

namespace ArtEngine.IntegrationTests.Simulator.Replay;

/// <summary>
/// What one socket heard, in a form that can be compared: per job, in order, ticks that repeat told once. Status is apart,
/// as it depends on when others submit.
/// </summary>
internal static class EventOrder
{
    private static readonly HashSet<string> Ticks = ["progress_state", "progress", "binary 1", "binary 4"];

    public static Dictionary<string, List<JsonObject>> ByJob(IEnumerable<JsonObject> events)
    {
        var jobs = new Dictionary<string, List<JsonObject>>();
        var last = "";
        foreach (var entry in events.Where(entry => TypeOf(entry) != "status"))
        {
            // A preview of the old kind does not say whose it is: it belongs to the progress before it.
            var job = entry["data"]?["prompt_id"]?.ToString() ?? (TypeOf(entry) == "binary 1" ? last : "");
            last = job;
            (jobs.TryGetValue(job, out var list) ? list : jobs[job] = []).Add(entry);
        }

        return jobs.ToDictionary(job => job.Key, job => Collapse(job.Value));
    }

    public static string Name(JsonObject entry) => TypeOf(entry) switch
    {
        "executing" => entry["data"]!["node"] is null ? "over" : "executing",
        var type => type,
    };

    /// <summary>Of a run of ticks the first of each kind stays, in the order they came.</summary>
    private static List<JsonObject> Collapse(List<JsonObject> events)
    {
        var kept = new List<JsonObject>();
        var run = new HashSet<string>();
        foreach (var entry in events)
        {
            if (!Ticks.Contains(TypeOf(entry)))
            {
                run.Clear();
                kept.Add(entry);
            }
            else if (run.Add(TypeOf(entry)))
            {
                kept.Add(entry);
            }
        }

        return kept;
    }

    private static string TypeOf(JsonObject entry) => entry["type"]!.ToString();
}
