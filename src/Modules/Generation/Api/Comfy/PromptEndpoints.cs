using System.Security.Claims;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace ArtEngine.Generation.Api.Comfy;

internal static class PromptEndpoints
{
    public static void Map(RouteGroupBuilder group, long maxBodyBytes)
    {
        group.MapPost("/prompt", SubmitAsync).RequirePermission(Permission.Generate).WithBodyLimit(maxBodyBytes, "Generation:MaxBodyBytes");
        group.MapGet("/prompt", CountAsync).RequirePermission(Permission.Read);
        group.MapGet("/queue", QueueAsync).RequirePermission(Permission.Read);
        group.MapPost("/queue", ChangeQueueAsync).RequirePermission(Permission.Generate).WithBodyLimit(maxBodyBytes);
        group.MapGet("/history", HistoryAsync).RequirePermission(Permission.Read);
        group.MapGet("/history/{id:guid}", HistoryOfAsync).RequirePermission(Permission.Read);
        group.MapPost("/interrupt", InterruptAsync).RequirePermission(Permission.Generate).WithBodyLimit(maxBodyBytes);
    }

    private static async Task<PromptAnswer> SubmitAsync(
        HttpRequest request, ClaimsPrincipal caller, Prompts prompts, IOptions<JsonOptions> json, CancellationToken cancellationToken) =>
        await prompts.SubmitAsync(await ReadAsync<PromptRequest>(request, json, cancellationToken), caller.UserId(), cancellationToken);

    private static async Task<object> CountAsync(ClaimsPrincipal caller, Prompts prompts, CancellationToken cancellationToken) =>
        SocketMessages.Remaining((await prompts.OpenAsync(caller.UserId(), cancellationToken)).Count);

    private static Task<QueueView> QueueAsync(ClaimsPrincipal caller, Prompts prompts, CancellationToken cancellationToken) =>
        prompts.QueueAsync(caller.UserId(), cancellationToken);

    private static async Task<object> ChangeQueueAsync(
        HttpRequest request, ClaimsPrincipal caller, Prompts prompts, IOptions<JsonOptions> json, CancellationToken cancellationToken)
    {
        await prompts.ChangeQueueAsync(
            await ReadAsync<QueueChange>(request, json, cancellationToken), caller.UserId(), cancellationToken);
        return Nothing;
    }

    private static async Task<object> HistoryAsync(
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "max_items")] int? most, ClaimsPrincipal caller, Prompts prompts,
        CancellationToken cancellationToken) => await prompts.HistoryAsync(caller.UserId(), most, cancellationToken);

    private static async Task<object> HistoryOfAsync(
        Guid id, ClaimsPrincipal caller, Prompts prompts, CancellationToken cancellationToken) =>
        await prompts.HistoryOfAsync(id, caller.UserId(), cancellationToken);

    // Most clients send no body at all.
    private static async Task<object> InterruptAsync(
        HttpRequest request, ClaimsPrincipal caller, Prompts prompts, IOptions<JsonOptions> json, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(cancellationToken);
        var named = body.Length == 0 ? null : JsonSerializer.Deserialize<Interruption>(body, json.Value.SerializerOptions)?.PromptId;
        await prompts.InterruptAsync(named, caller.UserId(), cancellationToken);
        return Nothing;
    }

    /// <summary>ComfyUI does not look at the type of a body, and some clients send none.</summary>
    private static async Task<T> ReadAsync<T>(HttpRequest request, IOptions<JsonOptions> json, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, json.Value.SerializerOptions, cancellationToken)
                ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw new AppException(ErrorKind.Malformed, "malformed_request", "The body is no JSON of the form that ComfyUI takes.");
        }
    }

    /// <summary>ComfyUI answers nothing at all, which some clients read as JSON and stumble over.</summary>
    private static object Nothing => new Dictionary<string, object>();
}
