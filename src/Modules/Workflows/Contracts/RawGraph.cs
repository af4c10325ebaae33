using System.Text.Json;
using MediatR;

namespace ArtEngine.Workflows.Contracts;

/// <summary>
/// The workflow whose one parameter is the graph itself, for callers who bring their own. It is no file, and no file can have its name.
/// </summary>
/// <param name="Graph">
/// A graph in ComfyUI's API format. Where an input takes an uploaded file stands its id, or
/// <c>{"__type": "core/ASSET", "info": {"id": ...}}</c>.
/// </param>
public sealed record RawGraph(JsonElement Graph)
{
    /// <summary>Its name.</summary>
    public const string WorkflowName = "raw:graph";

    /// <summary>Its parameter.</summary>
    public const string Parameter = "graph";

    /// <summary>Its parameters.</summary>
    public IReadOnlyDictionary<string, JsonElement> Parameters => new Dictionary<string, JsonElement> { [Parameter] = Graph };
}

/// <summary>Makes a graph that a caller brought into what can be sent, by the same rules as those of files.</summary>
/// <param name="Parameters">Those of <see cref="RawGraph"/>; any JSON.</param>
/// <param name="JobId">The job, whose id goes into the names of the files that the graph saves.</param>
/// <remarks>
/// Throws <see cref="BuildingBlocks.AppException"/> with the codes <c>raw_graphs_off</c> (403) and <c>invalid_parameters</c> (422, with the
/// pointer <c>/parameters/graph</c>).
/// </remarks>
public sealed record RenderGraphQuery(IReadOnlyDictionary<string, JsonElement> Parameters, Guid JobId) : IRequest<RenderedWorkflow>;
