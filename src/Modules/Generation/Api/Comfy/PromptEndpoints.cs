using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Comfy;

internal static class PromptEndpoints
{
    public static void Map(RouteGroupBuilder group, long maxBodyBytes)
    {
        group.MapPost("/prompt", SubmitAsync).RequirePermission(Permission.Generate).WithBodyLimit(maxBodyBytes, "Generation:MaxBodyBytes")
            .TakesJson<PromptRequest>().WithSummary("Run a graph");
        group.MapGet("/prompt", CountAsync).RequirePermission(Permission.Read).WithSummary("How much of yours waits and renders");
        group.MapGet("/queue", QueueAsync).RequirePermission(Permission.Read).WithSummary("What of yours waits and renders");
        group.MapPost("/queue", ChangeQueueAsync).RequirePermission(Permission.Generate).WithBodyLimit(maxBodyBytes)
            .TakesJson<QueueChange>().WithSummary("Cancel what waits");
        group.MapGet("/history", HistoryAsync).RequirePermission(Permission.Read).WithSummary("What of yours has ended");
        group.MapGet("/history/{id}", HistoryOfAsync).RequirePermission(Permission.Read).WithSummary("How a prompt ended");
        group.MapPost("/interrupt", InterruptAsync).RequirePermission(Permission.Generate).WithBodyLimit(maxBodyBytes)
            .TakesJson<Interruption>().WithSummary("Cancel what renders");
    }

    private static Task<PromptAnswer> SubmitAsync(
        ComfyBody<PromptRequest> body, ClaimsPrincipal caller, Prompts prompts, CancellationToken cancellationToken) =>
        prompts.SubmitAsync(body.Required, caller.UserId(), cancellationToken);

    private static async Task<object> CountAsync(ClaimsPrincipal caller, Prompts prompts, CancellationToken cancellationToken) =>
        SocketMessages.Remaining((await prompts.OpenAsync(caller.UserId(), cancellationToken)).Count);

    private static Task<QueueView> QueueAsync(ClaimsPrincipal caller, Prompts prompts, CancellationToken cancellationToken) =>
        prompts.QueueAsync(caller.UserId(), cancellationToken);

    private static async Task<object> ChangeQueueAsync(
        ComfyBody<QueueChange> body, ClaimsPrincipal caller, Prompts prompts, CancellationToken cancellationToken)
    {
        await prompts.ChangeQueueAsync(body.Required, caller.UserId(), cancellationToken);
        return Nothing;
    }

    private static async Task<object> HistoryAsync(
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "max_items")] int? most, ClaimsPrincipal caller, Prompts prompts,
        CancellationToken cancellationToken) => await prompts.HistoryAsync(caller.UserId(), most, cancellationToken);

    private static async Task<object> HistoryOfAsync(
        string id, ClaimsPrincipal caller, Prompts prompts, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var jobId) ? await prompts.HistoryOfAsync(jobId, caller.UserId(), cancellationToken) : Nothing;

    // Most clients send no body at all.
    private static async Task<object> InterruptAsync(
        ComfyBody<Interruption> body, ClaimsPrincipal caller, Prompts prompts, CancellationToken cancellationToken)
    {
        await prompts.InterruptAsync(body.Value?.PromptId, caller.UserId(), cancellationToken);
        return Nothing;
    }

    /// <summary>ComfyUI answers nothing at all, which some clients read as JSON and stumble over.</summary>
    private static object Nothing => new Dictionary<string, object>();
}
