using System.Globalization;
using ArtEngine.ComfySimulator.Execution;
using ArtEngine.ComfySimulator.Graphs;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>What is over. An id that is not there is no error: the answer is empty.</summary>
internal sealed class HistoryRoutes(ComfyServices services)
{
    private readonly PromptQueue queue = services.Engine.Queue;

    public Task OneAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        return AnswerAsync(context, queue.Find(id) is { } entry ? [entry] : []);
    }

    /// <summary>Oldest first; with only a limit, the newest so many.</summary>
    public Task ListAsync(HttpContext context)
    {
        var all = queue.Snapshot().History;
        var limit = Number(context, "max_items");
        var offset = Number(context, "offset") ?? (limit is { } newest ? Math.Max(0, all.Count - newest) : 0);
        return AnswerAsync(context, all.Skip(offset).Take(limit ?? int.MaxValue));
    }

    public async Task ForgetAsync(HttpContext context)
    {
        var body = await QueueRoutes.ReadObjectAsync(context);
        if (QueueRoutes.IsTrue(body["clear"]))
        {
            queue.ForgetAll();
        }

        queue.Forget(QueueRoutes.Ids(body["delete"]));
        await context.EmptyAsync();
    }

    private static Task AnswerAsync(HttpContext context, IEnumerable<HistoryEntry> entries) =>
        context.JsonAsync(entries.ToDictionary(entry => entry.Item.Id, entry => entry.ToAnswer()));

    private static int? Number(HttpContext context, string name)
    {
        var text = context.Request.Query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        return int.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? Math.Max(0, number)
            : throw new MalformedPromptException($"{name} is no number.");
    }
}
