using System.Text.Json;
using MediatR;

namespace ArtEngine.Workflows.Contracts;

/// <summary>What each workflow that can be used takes, as it is in its files now.</summary>
public sealed record GetRequestSchemasQuery : IRequest<IReadOnlyList<RequestSchema>>;

/// <summary>What a workflow takes.</summary>
/// <param name="Workflow">Its name.</param>
/// <param name="Title">Its name for people; null when none was written.</param>
/// <param name="Parameters">JSON Schema (2020-12) of its parameters, an object.</param>
/// <param name="Example">Parameters that work.</param>
public sealed record RequestSchema(
    string Workflow, string? Title, JsonElement Parameters, IReadOnlyDictionary<string, JsonElement> Example);
