using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.Workflows.Application;

/// <summary>Finds a workflow that can be used, or says why there is none.</summary>
internal static class CatalogLookup
{
    public static async Task<(WorkflowTemplate Template, string Version)> RequireAsync(
        this IWorkflowCatalog catalog,
        string asked,
        CancellationToken cancellationToken)
    {
        var entry = await catalog.RequireEntryAsync(asked, cancellationToken);
        return (entry.Template!, entry.Version!);
    }

    /// <returns>An entry with a template.</returns>
    public static async Task<CatalogEntry> RequireEntryAsync(
        this IWorkflowCatalog catalog,
        string asked,
        CancellationToken cancellationToken)
    {
        var entry = WorkflowName.Of(asked) is { } name ? await catalog.FindAsync(name, cancellationToken) : null;
        return entry switch
        {
            null => throw Unknown(catalog, asked ?? ""),
            { Template: not null } => entry,
            _ => throw new AppException(
                ErrorKind.Invalid,
                "broken_workflow",
                $"The workflow {Wording.Quote(entry.Name)} cannot be used: {entry.Reason}"),
        };
    }

    private static AppException Unknown(IWorkflowCatalog catalog, string asked) => new(
        ErrorKind.NotFound,
        "unknown_workflow",
        $"There is no workflow {Wording.Quote(asked)}.{Wording.DidYouMean(asked, catalog.Names())} GET /workflows lists them all.");
}
