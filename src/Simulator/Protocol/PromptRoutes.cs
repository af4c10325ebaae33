using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Execution;
using ArtEngine.ComfySimulator.Faults;
using ArtEngine.ComfySimulator.Graphs;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>Submitting a job, and the number of jobs.</summary>
internal sealed class PromptRoutes(ComfyServices services)
{
    private static readonly string[] Secrets = ["auth_token_comfy_org", "api_key_comfy_org"];

    private readonly PromptValidator validator = new(services.Catalog, services.World);

    public Task CountAsync(HttpContext context) =>
        context.JsonAsync(new { ExecInfo = new { QueueRemaining = services.Engine.Queue.Remaining } });

    public async Task SubmitAsync(HttpContext context)
    {
        // A body that is no object fails before a number is given away.
        var body = await context.ReadJsonAsync() as JsonObject ?? throw new MalformedPromptException("The body is no object.");
        var priority = PriorityOf(body);
        if (!body.TryGetPropertyValue("prompt", out var prompt))
        {
            await RefuseAsync(context, PromptError.Of("no_prompt", "No prompt provided", "No prompt provided"));
            return;
        }

        if (!TryGetId(body, out var id))
        {
            await RefuseAsync(context, PromptError.Of(
                "invalid_prompt_id",
                "prompt_id must be a valid UUID",
                "prompt_id must be a UUID string in canonical lowercase hyphenated form; omit it to let the server generate one"));
            return;
        }

        if (services.Faults.Take(FaultBoard.Countdown.ValidationError))
        {
            await RefuseAsync(context, PromptError.Of("prompt_outputs_failed_validation", "Prompt outputs failed validation"));
            return;
        }

        var targets = (body["partial_execution_targets"] as JsonArray)?.Select(target => target?.ToString() ?? "").ToList();
        var verdict = validator.Validate(prompt, targets);
        if (verdict.Error is { } error)
        {
            await RefuseAsync(context, error, verdict.NodeErrors);
            return;
        }

        await AcceptAsync(context, new PromptItem(priority, id, verdict.Graph!, ExtraData(body), verdict.Outputs), verdict.NodeErrors);
    }

    private Task AcceptAsync(HttpContext context, PromptItem item, JsonObject nodeErrors)
    {
        services.Log.Received(item.Id);
        var told = services.Engine.Queue.Put(item);
        if (services.Faults.Take(FaultBoard.Countdown.ResetAfter))
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return told
            ? context.JsonAsync(new { PromptId = item.Id, Number = item.Priority.Text, NodeErrors = nodeErrors })
            : context.TroubleAsync();
    }

    private static Task RefuseAsync(HttpContext context, JsonObject error, JsonObject? nodeErrors = null) =>
        context.JsonAsync(new { Error = error, NodeErrors = nodeErrors ?? [] }, StatusCodes.Status400BadRequest);

    /// <summary>A given number is taken as a float; without one the counter moves on, even for jobs that are refused.</summary>
    private Priority PriorityOf(JsonObject body)
    {
        if (body.TryGetPropertyValue("number", out var given))
        {
            return double.TryParse(given?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? Priority.Of(number)
                : throw new MalformedPromptException("The number is no number.");
        }

        var counter = services.Engine.Queue.NextNumber();
        var isFront = body["front"]?.GetValueKind() == JsonValueKind.True;
        return Priority.Of(isFront ? -counter : counter);
    }

    private static bool TryGetId(JsonObject body, out string id)
    {
        var given = body["prompt_id"];
        id = given is null ? Guid.NewGuid().ToString() : given.ToString();
        return given is null
            || (given.GetValueKind() == JsonValueKind.String && Guid.TryParseExact(id, "D", out var parsed) && parsed.ToString() == id);
    }

    private JsonObject ExtraData(JsonObject body)
    {
        var extra = new JsonObject();
        if (body.TryGetPropertyValue("extra_data", out var given))
        {
            extra = given?.DeepClone() as JsonObject ?? throw new MalformedPromptException("extra_data is no object.");
        }

        if (body.TryGetPropertyValue("client_id", out var client))
        {
            extra["client_id"] = client?.DeepClone();
        }

        foreach (var secret in Secrets)
        {
            extra.Remove(secret);
        }

        extra["create_time"] = services.World.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        return extra;
    }
}
