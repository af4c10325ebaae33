using System.Text.Json.Serialization;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Workflows.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace ArtEngine.Generation.Api.ComfyApi;

/// <summary>Problems as Comfy API v2 has them: its codes, and of the statuses those that its clients know.</summary>
internal sealed class ComfyApiProblems : IProblemFormat
{
    public static readonly ComfyApiProblems Instance = new();

    private const string Graph = $"/parameters/{RawGraph.Parameter}/";

    private static readonly Dictionary<string, string> Codes = new()
    {
        ["unknown_job"] = "not_found",
        ["unknown_upload"] = "not_found",
        ["unknown_output"] = "not_found",
        ["output_gone"] = "output_unavailable",
        ["upload_gone"] = "output_unavailable",
        ["no_capable_server"] = "invalid_workflow",
        ["upload_in_use"] = "asset_in_use",
        ["job_not_ended"] = "asset_in_use",
        ["idempotency_key_in_use"] = "idempotency_key_reuse",
        ["too_many_uploads"] = "rate_limited",
        ["raw_graphs_off"] = "forbidden",
        ["user_blocked"] = "unauthorized",
        ["user_erased"] = "unauthorized",
    };

    public Type BodyType => typeof(ComfyError);

    public (int Status, object Body) Format(ProblemDetails problem)
    {
        var status = StatusOf(problem);
        if (status == StatusCodes.Status500InternalServerError)
        {
            return (status, new ComfyError(new("upstream_error", "The service cannot do this just now; try again later.")));
        }

        var errors = problem.Errors();
        var message = string.Join(' ', new[] { problem.Detail }.Concat(errors.Take(1).Select(error => error.Detail)));
        return (status, new ComfyError(new(CodeOf(problem.Code(), errors), message, DetailsOf(errors))));
    }

    private static int StatusOf(ProblemDetails problem) => problem.Status switch
    {
        StatusCodes.Status400BadRequest or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status415UnsupportedMediaType =>
            StatusCodes.Status422UnprocessableEntity,
        StatusCodes.Status409Conflict when problem.Code() == "idempotency_key_in_use" => StatusCodes.Status422UnprocessableEntity,
        >= StatusCodes.Status500InternalServerError => StatusCodes.Status500InternalServerError,
        var status => status!.Value,
    };

    /// <summary>Of the faults of a graph only a wrong asset is told of its input; all others are told of the graph as a whole.</summary>
    private static string CodeOf(string code, IReadOnlyList<InputError> errors) => code switch
    {
        "invalid_parameters" => errors.Any(error => error.Pointer.StartsWith(Graph, StringComparison.Ordinal))
            ? "missing_asset"
            : "invalid_workflow",
        _ => Codes.GetValueOrDefault(code, code),
    };

    private static Dictionary<string, object>? DetailsOf(IReadOnlyList<InputError> errors)
    {
        if (errors.Count == 0)
        {
            return null;
        }

        var nodes = errors.Where(error => error.Pointer.StartsWith(Graph, StringComparison.Ordinal))
            .Select(error => (Path: error.Pointer[Graph.Length..].Split('/'), error.Detail)).Where(error => error.Path.Length == 3)
            .GroupBy(error => error.Path[0]).ToDictionary(
                group => group.Key, group => group.Select(error => new { field = error.Path[2], reason = error.Detail }).ToList());
        return nodes.Count > 0 ? new() { ["node_errors"] = nodes } : new() { ["errors"] = errors };
    }
}

/// <summary>What went wrong.</summary>
internal sealed record ComfyError(ComfyErrorBody Error);

/// <summary>What went wrong.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Message">For people.</param>
/// <param name="Details"><c>node_errors</c> by node, or <c>errors</c> by JSON pointer.</param>
internal sealed record ComfyErrorBody(
    string Code,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Dictionary<string, object>? Details = null);
