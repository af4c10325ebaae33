using System.Text.Json;
using ArtEngine.Workflows.Domain.Templates;
using MediatR;

namespace ArtEngine.Workflows.Application;

internal sealed record GetWorkflowQuery(string Name) : IRequest<WorkflowDetails>;

/// <summary>A workflow that can be used, and how.</summary>
/// <param name="Name">What <c>workflow_name</c> takes.</param>
/// <param name="Version">Changes whenever one of its files does.</param>
/// <param name="Title">Short name for people; null when none was written.</param>
/// <param name="Description">What it makes; null when none was written.</param>
/// <param name="OutputNodeId">The node whose output is a job's first output.</param>
/// <param name="NodeCount">Nodes that are sent to ComfyUI.</param>
/// <param name="Warnings">What of the file may not have been meant, a sentence each.</param>
/// <param name="Parameters">
/// JSON Schema (2020-12) of <c>parameters</c>, typed by what the ComfyUI servers say of the inputs that they set, with the files
/// that may be chosen at present. <c>x-randomize</c> marks values that are drawn when not given, <c>x-upload</c> those that are ids
/// of <c>POST /image/uploads</c>; <c>x-step, x-multiline, x-group, x-order</c> and <c>x-advanced</c> are for forms.
/// </param>
/// <param name="Example">A body for <c>POST /image/generate</c> that works.</param>
internal sealed record WorkflowDetails(
    string Name,
    string Version,
    string? Title,
    string? Description,
    string OutputNodeId,
    int NodeCount,
    IReadOnlyList<string> Warnings,
    JsonElement Parameters,
    GenerateExample Example)
{
    public static WorkflowDetails Of(WorkflowTemplate template, string version) => new(
        template.Name,
        version,
        template.Title,
        template.Description,
        template.OutputNodeId,
        template.NodeCount,
        template.Warnings,
        ParameterSchema.WholeOf(template.Parameters),
        new GenerateExample(template.Name, ParameterExample.Of(template)));
}

/// <summary>A body for <c>POST /image/generate</c>.</summary>
/// <param name="WorkflowName">The workflow's name.</param>
/// <param name="Parameters">The parameters that must be given, and those with an example of their own.</param>
internal sealed record GenerateExample(string WorkflowName, IReadOnlyDictionary<string, JsonElement> Parameters);

internal sealed class GetWorkflowHandler(IWorkflowCatalog catalog) : IRequestHandler<GetWorkflowQuery, WorkflowDetails>
{
    public async Task<WorkflowDetails> Handle(GetWorkflowQuery request, CancellationToken cancellationToken)
    {
        var (template, version) = await catalog.RequireAsync(request.Name, cancellationToken);
        return WorkflowDetails.Of(template, version);
    }
}
