using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Execution;
using ArtEngine.ComfySimulator.Graphs;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>What waits and what runs, and taking it away.</summary>
internal sealed class QueueRoutes(ComfyServices services)
{
    private readonly PromptQueue queue = services.Engine.Queue;

    public Task ShowAsync(HttpContext context)
    {
        var now = queue.Snapshot();
        return context.JsonAsync(new
        {
            QueueRunning = now.Running is { } running ? new[] { running.Tuple } : [],
            QueuePending = now.Pending.Select(item => item.Tuple),
        });
    }

    public async Task ChangeAsync(HttpContext context)
    {
        var body = await ReadObjectAsync(context);
        if (IsTrue(body["clear"]))
        {
            queue.Clear();
        }

        foreach (var id in Ids(body["delete"]))
        {
            queue.Delete(id);
        }

        await context.EmptyAsync();
    }

    /// <summary>Without an id, or with no body at all, it hits whatever runs.</summary>
    public async Task InterruptAsync(HttpContext context)
    {
        var body = await context.ReadJsonAsync();
        if (body is not null and not JsonObject)
        {
            throw new MalformedPromptException("The body is no object.");
        }

        services.Engine.Interrupt(body?["prompt_id"]?.ToString());
        await context.EmptyAsync();
    }

    public async Task FreeAsync(HttpContext context)
    {
        var body = await ReadObjectAsync(context);
        if (IsTrue(body["free_memory"]))
        {
            services.Engine.ForgetResults();
        }

        await context.EmptyAsync();
    }

    public static async Task<JsonObject> ReadObjectAsync(HttpContext context) =>
        await context.ReadJsonAsync() as JsonObject ?? throw new MalformedPromptException("The body is no object.");

    public static bool IsTrue(JsonNode? value) => value?.GetValueKind() == JsonValueKind.True;

    public static IEnumerable<string> Ids(JsonNode? list) => (list as JsonArray)?.Select(id => id?.ToString() ?? "") ?? [];
}
