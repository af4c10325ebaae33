using System.Text.Json;
using MediatR;

namespace ArtEngine.Workflows.Contracts;

/// <summary>What each workflow that can be used takes, as it is in its files now.</summary>
public sealed record GetRequestSchemasQuery : IRequest<IReadOnlyList<RequestSchema>>;

/// <summary>What one workflow takes.</summary>
/// <param name="Workflow">File name in the workflow folder, with or without <c>.json</c>.</param>
/// <remarks>Throws as <see cref="RenderWorkflowQuery"/> does when there is no such workflow.</remarks>
public sealed record GetRequestSchemaQuery(string Workflow) : IRequest<RequestSchema>;

/// <summary>What a workflow takes.</summary>
/// <param name="Workflow">Its name.</param>
/// <param name="Title">Its name for people; null when none was written.</param>
/// <param name="Parameters">JSON Schema (2020-12) of its parameters, an object.</param>
/// <param name="Example">Parameters that work.</param>
public sealed record RequestSchema(
    string Workflow, string? Title, JsonElement Parameters, IReadOnlyDictionary<string, JsonElement> Example)
{
    /// <summary>Parameters by what OpenAI's API calls them, where the workflow's author says so.</summary>
    public IReadOnlyDictionary<string, string> OpenAi { get; init; } = new Dictionary<string, string>();
}
