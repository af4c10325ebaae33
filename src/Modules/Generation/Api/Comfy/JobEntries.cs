using System.Text.Json.Serialization;
using ArtEngine.Generation.Application.Tracking.Views;

namespace ArtEngine.Generation.Api.Comfy;

/// <summary>Jobs as ComfyUI's <c>/api/jobs</c> shows them: what is not known of one is left out.</summary>
internal static class JobEntries
{
    private static readonly string[] Shown = ["images", "audio", "3d"];

    /// <summary>One of a list.</summary>
    public static Dictionary<string, object> Of(JobView job)
    {
        var files = Files(job);
        var entry = new Dictionary<string, object>
        {
            ["id"] = job.Id,
            ["status"] = JobsApiEndpoints.WordOf(job.Status),
            ["priority"] = PromptViews.NumberOf(job.CreatedAt),
            ["create_time"] = PromptViews.NumberOf(job.CreatedAt),
            ["outputs_count"] = files.Count,
            ["previewable_outputs_count"] = files.Count(file => Shown.Contains(file.MediaType)),
        };
        AddTimes(entry, job);
        if (files.Find(file => Shown.Contains(file.MediaType)) is { } first)
        {
            entry["preview_output"] = first;
        }

        if (job.Error is not null)
        {
            entry["execution_error"] = PromptViews.EndOf(job)[1];
        }

        return entry;
    }

    /// <summary>One by its id: with its files and its graph once it has ended.</summary>
    public static Dictionary<string, object> WithDetails(JobView job)
    {
        var entry = Of(job);
        if (job.CompletedAt is not null)
        {
            entry["outputs"] = PromptViews.OutputsOf(job.Outputs);
            entry["execution_status"] = PromptViews.StatusOf(job);
            entry["workflow"] = new { prompt = PromptViews.GraphOf(job), extra_data = PromptViews.ExtraDataOf(job) };
        }

        return entry;
    }

    private static void AddTimes(Dictionary<string, object> entry, JobView job)
    {
        if (job.StartedAt is { } start)
        {
            entry["execution_start_time"] = PromptViews.NumberOf(start);
        }

        if (job.CompletedAt is { } end)
        {
            entry["execution_end_time"] = PromptViews.NumberOf(end);
        }
    }

    private static List<ShownFile> Files(JobView job) =>
    [
        .. PromptViews.OutputsOf(job.Outputs).SelectMany(node => node.Value.SelectMany(kind => kind.Value.Select(
            file => new ShownFile(file.Filename, file.Subfolder, file.Type, node.Key, kind.Key)))),
    ];
}

/// <summary>A file with where it comes from.</summary>
internal sealed record ShownFile(
    string Filename, string Subfolder, string Type,
    [property: JsonPropertyName("nodeId")] string NodeId,
    [property: JsonPropertyName("mediaType")] string MediaType);

/// <summary>A page of jobs.</summary>
internal sealed record JobTable(IReadOnlyList<Dictionary<string, object>> Jobs, Pagination Pagination)
{
    /// <param name="jobs">All that are looked at, newest first.</param>
    /// <param name="listing">Which of them, and in which order.</param>
    public static JobTable Of(IReadOnlyList<JobView> jobs, JobListing listing)
    {
        var byDuration = listing.SortBy == "execution_duration";
        var sorted = byDuration ? jobs.OrderByDescending(job => job.CompletedAt - job.StartedAt) : jobs.AsEnumerable();
        var inOrder = (listing.SortOrder == "asc" ? sorted.Reverse() : sorted).ToList();
        var offset = Math.Clamp(listing.Offset ?? 0, 0, inOrder.Count);
        var page = inOrder.Skip(offset).Take(Math.Max(1, listing.Limit ?? int.MaxValue)).Select(JobEntries.Of).ToList();
        return new(page, new(offset, listing.Limit, inOrder.Count, offset + page.Count < inOrder.Count));
    }
}

/// <summary>Which part of the jobs a page is.</summary>
internal sealed record Pagination(int Offset, int? Limit, int Total, bool HasMore);
