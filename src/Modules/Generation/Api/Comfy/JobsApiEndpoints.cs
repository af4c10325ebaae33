using System.Security.Claims;
using System.Text.Json.Serialization;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Comfy;

/// <summary>ComfyUI's newer view of queue and history in one.</summary>
internal static class JobsApiEndpoints
{
    private const int MostIds = 100;

    private static readonly Dictionary<string, JobStatus[]> Statuses = new()
    {
        ["pending"] = [JobStatus.Queued],
        ["in_progress"] = [JobStatus.Running, JobStatus.Canceling],
        ["completed"] = [JobStatus.Succeeded],
        ["failed"] = [JobStatus.Failed, JobStatus.Expired],
        ["cancelled"] = [JobStatus.Canceled],
    };

    /// <summary>What ComfyUI calls a status.</summary>
    public static string WordOf(JobStatus status) => Statuses.First(word => word.Value.Contains(status)).Key;

    public static void Map(RouteGroupBuilder api, long maxBodyBytes)
    {
        var jobs = api.MapGroup("/jobs").WithProblems(JobProblems.Instance);
        jobs.MapGet("/", ListAsync).RequirePermission(Permission.Read).WithSummary("Your newest jobs");
        jobs.MapGet("/{id}", GetAsync).RequirePermission(Permission.Read).WithSummary("A job")
            .ProducesProblem(StatusCodes.Status404NotFound);
        jobs.MapPost("/{id}/cancel", CancelAsync).RequirePermission(Permission.Generate).WithBodyLimit(maxBodyBytes)
            .WithSummary("Cancel a job");
        jobs.MapPost("/cancel", CancelManyAsync).RequirePermission(Permission.Generate).WithBodyLimit(maxBodyBytes)
            .TakesJson<JobIds>().WithSummary("Cancel several jobs");
    }

    private static async Task<JobTable> ListAsync(
        [AsParameters] JobListing listing, ClaimsPrincipal caller, Prompts prompts, CancellationToken cancellationToken)
    {
        var words = (listing.Status ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var unknown = words.Except(Statuses.Keys).ToList();
        if (unknown.Count > 0)
        {
            throw Invalid($"Invalid status value(s): {string.Join(", ", unknown)}. Valid values: {string.Join(", ", Statuses.Keys)}");
        }

        // Jobs know nothing of the editor's workflows.
        var jobs = listing.WorkflowId is { Length: > 0 }
            ? []
            : await prompts.ListAsync(caller.UserId(), [.. words.SelectMany(word => Statuses[word])], cancellationToken);
        return JobTable.Of(jobs, listing);
    }

    private static async Task<Dictionary<string, object>> GetAsync(
        string id, ClaimsPrincipal caller, Prompts prompts, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var jobId) && await prompts.FindAsync(jobId, caller.UserId(), cancellationToken) is { } job
            ? JobEntries.WithDetails(job)
            : throw new AppException(ErrorKind.NotFound, "unknown_job", "Job not found");

    private static async Task<Cancellation> CancelAsync(
        string id, ClaimsPrincipal caller, Prompts prompts, CancellationToken cancellationToken) =>
        new(Guid.TryParse(id, out var jobId) && await prompts.TryCancelAsync(jobId, caller.UserId(), cancellationToken));

    private static async Task<Cancellation> CancelManyAsync(
        ComfyBody<JobIds> body, ClaimsPrincipal caller, Prompts prompts, CancellationToken cancellationToken)
    {
        var ids = body.Required.Ids ?? [];
        if (ids.Count > MostIds || ids.Any(id => !Guid.TryParseExact(id, "D", out _)))
        {
            throw Invalid($"job_ids must be UUIDs, and {MostIds} at most");
        }

        var isAny = false;
        foreach (var id in ids.Distinct())
        {
            isAny |= await prompts.TryCancelAsync(Guid.Parse(id), caller.UserId(), cancellationToken);
        }

        return new(isAny);
    }

    private static AppException Invalid(string why) => new(ErrorKind.Invalid, "invalid_request", why);
}

/// <summary>Which jobs are wanted, and in which order.</summary>
internal sealed record JobListing
{
    /// <summary><c>pending, in_progress, completed, failed, cancelled</c>, separated by commas; all unless given.</summary>
    public string? Status { get; init; }

    /// <summary>Of the editor; no job here has one.</summary>
    [FromQuery(Name = "workflow_id")]
    public string? WorkflowId { get; init; }

    /// <summary><c>created_at</c> or <c>execution_duration</c>.</summary>
    [FromQuery(Name = "sort_by")]
    public string? SortBy { get; init; }

    /// <summary><c>desc</c> or <c>asc</c>.</summary>
    [FromQuery(Name = "sort_order")]
    public string? SortOrder { get; init; }

    /// <summary>How many.</summary>
    public int? Limit { get; init; }

    /// <summary>How many before them are left out.</summary>
    public int? Offset { get; init; }
}

/// <summary>Whether something was canceled.</summary>
internal sealed record Cancellation(bool Cancelled);

/// <summary>What is to be canceled.</summary>
internal sealed record JobIds([property: JsonPropertyName("job_ids")] IReadOnlyList<string>? Ids = null);
