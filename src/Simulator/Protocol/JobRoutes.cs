using System.Globalization;
using ArtEngine.ComfySimulator.Execution;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>The newer view of queue and history in one, and cancelling by id.</summary>
internal sealed class JobRoutes(ComfyServices services)
{
    private static readonly string[] Statuses = ["pending", "in_progress", "completed", "failed", "cancelled"];

    private readonly PromptQueue queue = services.Engine.Queue;

    public Task OneAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        var now = queue.Snapshot();
        if (now.Running?.Id == id)
        {
            return context.JsonAsync(JobView.OfActive(now.Running, "in_progress"));
        }

        if (now.Pending.FirstOrDefault(item => item.Id == id) is { } waiting)
        {
            return context.JsonAsync(JobView.OfActive(waiting, "pending"));
        }

        return queue.Find(id) is { } entry
            ? context.JsonAsync(JobView.OfEnded(entry, withDetails: true))
            : context.JsonAsync(new { Error = "Job not found" }, StatusCodes.Status404NotFound);
    }

    public Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var wanted = query["status"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var bad = wanted.Except(Statuses).ToList();
        if (bad.Count > 0)
        {
            var message = $"Invalid status value(s): {string.Join(", ", bad)}. Valid values: {string.Join(", ", Statuses)}";
            return context.JsonAsync(new { Error = message }, StatusCodes.Status400BadRequest);
        }

        var jobs = All().Where(job => wanted.Length == 0 || wanted.Contains(job.Status));
        if (query["workflow_id"].ToString() is { Length: > 0 } workflow)
        {
            jobs = jobs.Where(job => job.Item.WorkflowId == workflow);
        }

        return PageAsync(context, [.. Sort(jobs, query)]);
    }

    public Task CancelOneAsync(HttpContext context) =>
        context.JsonAsync(new { Cancelled = Cancel((string)context.Request.RouteValues["id"]!) });

    public async Task CancelManyAsync(HttpContext context)
    {
        var ids = QueueRoutes.Ids((await QueueRoutes.ReadObjectAsync(context))["job_ids"]).ToList();
        if (ids.Exists(id => !Guid.TryParseExact(id, "D", out _)))
        {
            await context.JsonAsync(new { Error = "job_ids must be UUIDs" }, StatusCodes.Status400BadRequest);
            return;
        }

        var cancelled = ids.Where(Cancel).ToList();
        await context.JsonAsync(new { Cancelled = cancelled.Count > 0 });
    }

    private bool Cancel(string id) => services.Engine.Interrupt(id) || queue.Delete(id);

    private IEnumerable<Job> All()
    {
        var now = queue.Snapshot();
        var active = now.Pending.Select(item => new Job(item, "pending", null));
        var running = now.Running is { } item ? [new Job(item, "in_progress", null)] : Array.Empty<Job>();
        return [.. active, .. running, .. now.History.Select(entry => new Job(entry.Item, JobWords.StatusOf(entry.Outcome), entry))];
    }

    /// <summary>Newest first, unless asked otherwise.</summary>
    private static IEnumerable<Job> Sort(IEnumerable<Job> jobs, IQueryCollection query)
    {
        long Key(Job job) => query["sort_by"] == "execution_duration"
            ? (job.Entry?.EndTime ?? 0) - (job.Entry?.StartTime ?? 0)
            : job.Item.CreateTime;
        return query["sort_order"] == "asc" ? jobs.OrderBy(Key) : jobs.Reverse().OrderByDescending(Key);
    }

    private static Task PageAsync(HttpContext context, List<Job> jobs)
    {
        var offset = Number(context, "offset") ?? 0;
        var limit = Number(context, "limit");
        var page = jobs.Skip(offset).Take(limit ?? int.MaxValue).ToList();
        return context.JsonAsync(new
        {
            Jobs = page.Select(View),
            Pagination = new { Offset = offset, Limit = limit, Total = jobs.Count, HasMore = offset + page.Count < jobs.Count },
        });
    }

    private static Dictionary<string, object?> View(Job job) =>
        job.Entry is { } entry ? JobView.OfEnded(entry, withDetails: false) : JobView.OfActive(job.Item, job.Status);

    private static int? Number(HttpContext context, string name) =>
        int.TryParse(context.Request.Query[name], CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : null;

    private sealed record Job(PromptItem Item, string Status, HistoryEntry? Entry);
}
