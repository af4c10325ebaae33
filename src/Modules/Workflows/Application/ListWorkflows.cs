using System.Text.Json;
using MediatR;

namespace ArtEngine.Workflows.Application;

internal sealed record ListWorkflowsQuery : IRequest<WorkflowList>;

/// <summary>The workflows of this server, by name.</summary>
/// <param name="Workflows">Ready and broken ones.</param>
/// <param name="Ignored">Files among those of the workflows that are none, a hundred at most.</param>
internal sealed record WorkflowList(IReadOnlyList<WorkflowSummary> Workflows, IReadOnlyList<IgnoredFile> Ignored);

/// <summary>One workflow as the list shows it.</summary>
/// <param name="Name">What <c>workflow_name</c> takes.</param>
/// <param name="Version">Changes whenever one of its files does; null when they cannot be read.</param>
/// <param name="Status">Whether it can be used.</param>
/// <param name="Reason">Why it is broken and what to do; null when it is ready.</param>
/// <param name="Warnings">What may not have been meant, a sentence each.</param>
/// <param name="Title">Short name for people; null when none was written.</param>
/// <param name="Description">What it makes; null when none was written.</param>
/// <param name="Parameters">JSON Schema of <c>parameters</c>; null when it is broken.</param>
internal sealed record WorkflowSummary(
    string Name,
    string? Version,
    WorkflowStatus Status,
    string? Reason,
    IReadOnlyList<string> Warnings,
    string? Title,
    string? Description,
    JsonElement? Parameters);

/// <summary>Whether a workflow can be used.</summary>
internal enum WorkflowStatus
{
    /// <summary>It can be asked for.</summary>
    Ready,

    /// <summary>Its files hold a mistake; <c>reason</c> says which.</summary>
    Broken,
}

internal sealed class ListWorkflowsHandler(IWorkflowCatalog catalog) : IRequestHandler<ListWorkflowsQuery, WorkflowList>
{
    public async Task<WorkflowList> Handle(ListWorkflowsQuery request, CancellationToken cancellationToken)
    {
        var entries = await catalog.ListAsync(cancellationToken);
        return new WorkflowList([.. entries.Select(Summary)], catalog.Ignored());
    }

    private static WorkflowSummary Summary(CatalogEntry entry) => new(
        entry.Name,
        entry.Version,
        entry.Template is null ? WorkflowStatus.Broken : WorkflowStatus.Ready,
        entry.Reason,
        entry.Template?.Warnings ?? [],
        entry.Template?.Title,
        entry.Template?.Description,
        entry.Template is { } template ? ParameterSchema.Of(template.Parameters) : null);
}
