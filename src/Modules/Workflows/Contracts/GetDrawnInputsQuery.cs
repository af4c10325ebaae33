using System.Text.Json;
using MediatR;

namespace ArtEngine.Workflows.Contracts;

/// <summary>The inputs that get an integer which would be drawn: seeds, of which some nodes take 32 bits only.</summary>
/// <param name="Workflow">File name in the workflow folder, with or without <c>.json</c>.</param>
/// <param name="Parameters">What the caller gave.</param>
/// <remarks>Throws as <see cref="RenderWorkflowQuery"/> does when there is no such workflow.</remarks>
public sealed record GetDrawnInputsQuery(string Workflow, IReadOnlyDictionary<string, JsonElement> Parameters)
    : IRequest<IReadOnlyList<DrawnInput>>
{
    /// <inheritdoc cref="RenderWorkflowQuery.TemplateKey"/>
    public string? TemplateKey { get; init; }
}

/// <summary>An input that gets a drawn integer.</summary>
/// <param name="Parameter">The parameter that is drawn.</param>
/// <param name="ClassType">The class of the node.</param>
/// <param name="Input">The node's input.</param>
public sealed record DrawnInput(string Parameter, string ClassType, string Input);
