using System.Text.Json;
using MediatR;

namespace ArtEngine.Workflows.Contracts;

/// <summary>
/// Fills a workflow's placeholders and answers the graph to send to ComfyUI. Drawn values (seeds) differ from call to call and fit every
/// node that gets them, so the answer is stored with the job and never asked for again.
/// </summary>
/// <param name="Workflow">File name in the workflow folder, with or without <c>.json</c>.</param>
/// <param name="Parameters">Values by placeholder name; any JSON.</param>
/// <param name="UserId">Value of the system placeholder <c>{{user_id}}</c>.</param>
/// <param name="JobId">Value of the system placeholder <c>{{job_id}}</c>.</param>
/// <remarks>
/// Throws <see cref="BuildingBlocks.AppException"/> with the codes <c>unknown_workflow</c> (404),
/// <c>broken_workflow</c> (422), <c>template_gone</c> (409) and <c>invalid_parameters</c> (422, one error for each wrong parameter
/// with the pointer <c>/parameters/{name}</c>).
/// </remarks>
public sealed record RenderWorkflowQuery(
    string Workflow,
    IReadOnlyDictionary<string, JsonElement> Parameters,
    Guid UserId,
    Guid JobId) : IRequest<RenderedWorkflow>
{
    /// <summary>
    /// What to fill instead of the workflow as it is now: the <see cref="RenderedWorkflow.TemplateKey"/> of an earlier answer. Throws
    /// 409 <c>template_gone</c> when it is not kept any more.
    /// </summary>
    public string? TemplateKey { get; init; }

    /// <summary>
    /// Whether the answer becomes a job: what it was filled from is kept for a day at least, and as long as
    /// <see cref="ITemplateUse"/> says that a job names its key.
    /// </summary>
    public bool IsKept { get; init; }
}

/// <summary>A graph that is ready for ComfyUI, and what went into it.</summary>
/// <param name="Name">The workflow's name without <c>.json</c>.</param>
/// <param name="Version">The first 12 hex digits of the SHA-256 over the graph file and its parameter file.</param>
/// <param name="Graph">
/// ComfyUI API-format JSON, placeholders filled, unconnected nodes pruned, the job's id in the names of the files it saves; everything else
/// as in the file.
/// </param>
/// <param name="OutputNodeId">The node whose output is the job's first output.</param>
/// <param name="NodeCount">How many nodes the graph has.</param>
/// <param name="Parameters">Every parameter with the value used: given, default or drawn.</param>
/// <param name="StallSeconds">Longest time without a sign of life that its author expects; null when they do not say.</param>
/// <param name="RenderSeconds">Longest time of a render that its author expects; null likewise.</param>
public sealed record RenderedWorkflow(
    string Name,
    string Version,
    string Graph,
    string OutputNodeId,
    int NodeCount,
    IReadOnlyDictionary<string, JsonElement> Parameters,
    int? StallSeconds = null,
    int? RenderSeconds = null)
{
    /// <summary>What a server must have to render it.</summary>
    public GraphNeeds Needs { get; init; } = GraphNeeds.None;

    /// <summary>The inputs that take uploaded pictures; <see cref="Graph"/> holds null there, whatever the caller wrote.</summary>
    public IReadOnlyList<WorkflowPicture> Pictures { get; init; } = [];

    /// <summary>The key of what it was filled from, with which it can be filled again; null unless that is kept.</summary>
    public string? TemplateKey { get; init; }

    /// <summary>
    /// What outputs shall say of their making: <c>keep, strip</c> or <c>minimal</c>; null when its author leaves it to the service.
    /// </summary>
    public string? OutputMetadata { get; init; }

    /// <summary>The inputs whose whole value a parameter gave.</summary>
    public IReadOnlyList<FilledInput> Filled { get; init; } = [];
}

/// <summary>An input of a node whose whole value is a parameter's.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="NodeId">The node.</param>
/// <param name="Input">The node's input.</param>
public sealed record FilledInput(string Parameter, string NodeId, string Input);

/// <summary>An input of a node that takes an uploaded picture.</summary>
/// <param name="Parameter">The parameter that names the picture.</param>
/// <param name="NodeId">The node.</param>
/// <param name="Input">The node's input.</param>
/// <param name="UploadId">What the caller gave for the picture, an id or anything else; nobody has looked at it.</param>
public sealed record WorkflowPicture(string Parameter, string NodeId, string Input, string UploadId)
{
    /// <summary>What is wanted: <c>image, mask, video, audio</c> or <c>file</c>.</summary>
    public string Kind { get; init; } = "image";
}
