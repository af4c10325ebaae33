using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Execution;
using ArtEngine.ComfySimulator.Json;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>A job as /api/jobs shows it, waiting, running or over.</summary>
internal static class JobView
{
    public static Dictionary<string, object?> OfActive(PromptItem item, string status)
    {
        var job = new Dictionary<string, object?>
        {
            ["id"] = item.Id,
            ["status"] = status,
            ["priority"] = item.Priority.Text,
            ["create_time"] = item.CreateTime,
            ["outputs_count"] = 0,
            ["previewable_outputs_count"] = 0,
        };
        AddIfThere(job, "workflow_id", item.WorkflowId);
        return job;
    }

    public static Dictionary<string, object?> OfEnded(HistoryEntry entry, bool withDetails)
    {
        var summary = new JobSummary(entry);
        var job = new Dictionary<string, object?>
        {
            ["id"] = entry.Item.Id,
            ["status"] = JobWords.StatusOf(entry.Outcome),
            ["priority"] = entry.Item.Priority.Text,
            ["create_time"] = entry.Item.CreateTime,
            ["execution_start_time"] = entry.StartTime,
            ["execution_end_time"] = entry.EndTime,
            ["outputs_count"] = summary.Outputs,
            ["previewable_outputs_count"] = summary.Previewable,
        };
        AddIfThere(job, "execution_error", entry.Error);
        AddIfThere(job, "preview_output", summary.Preview);
        AddIfThere(job, "workflow_id", entry.Item.WorkflowId);
        if (withDetails)
        {
            job["outputs"] = entry.Outputs.ToDictionary(output => output.Key, output => WithoutNulls(output.Value));
            job["execution_status"] = entry.Status;
            job["workflow"] = new { Prompt = entry.Item.GraphText, ExtraData = entry.Item.ExtraText };
        }

        return job;
    }

    private static void AddIfThere(Dictionary<string, object?> job, string key, object? value)
    {
        if (value is not null)
        {
            job[key] = value;
        }
    }

    /// <summary>Lists of outputs lose their nulls here, unlike in the history; bare NaN passes unseen.</summary>
    private static RawJson WithoutNulls(RawJson ui)
    {
        if (!ui.Text.Contains("null", StringComparison.Ordinal) || JsonNode.Parse(ui.Text) is not JsonObject lists)
        {
            return ui;
        }

        foreach (var (_, list) in lists)
        {
            (list as JsonArray)?.RemoveAll(item => item is null);
        }

        return ComfyJson.ToRaw(lists);
    }
}
