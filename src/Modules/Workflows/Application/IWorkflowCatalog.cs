using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.Workflows.Application;

/// <summary>The workflows that the operator put there, as they are at this moment.</summary>
internal interface IWorkflowCatalog
{
    /// <summary>The workflow of exactly this name; null when there is none or no workflow can have that name.</summary>
    Task<CatalogEntry?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Every workflow, broken ones too, by name.</summary>
    Task<IReadOnlyList<CatalogEntry>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The names only, without reading any file.</summary>
    IReadOnlyList<string> Names();

    /// <summary>Files that lie there and are no workflows, a hundred at most.</summary>
    IReadOnlyList<IgnoredFile> Ignored();
}

/// <summary>A file that is no workflow.</summary>
/// <param name="File">Its path within the folder of workflows.</param>
/// <param name="Reason">Why, in a sentence.</param>
internal sealed record IgnoredFile(string File, string Reason);

/// <summary>One workflow of the catalog: it has either a template or a reason why it has none.</summary>
/// <param name="Name">Without <c>.json</c>.</param>
/// <param name="Version">First 12 hex digits of the SHA-256 over its files; null when they could not be read.</param>
/// <param name="Template">Ready to be filled in; null when broken.</param>
/// <param name="Reason">A sentence; null when ready.</param>
internal sealed record CatalogEntry(string Name, string? Version, WorkflowTemplate? Template, string? Reason)
{
    /// <summary>Its files as they were read; null when they could not be.</summary>
    public WorkflowSource? Source { get; init; }

    /// <summary>What servers said of its node classes when it was compiled.</summary>
    public IReadOnlyDictionary<string, NodeClass> Classes { get; init; } = new Dictionary<string, NodeClass>();

    /// <summary>What the files are, before any server said anything.</summary>
    public static CatalogEntry Of(WorkflowSource source)
    {
        try
        {
            return new(source.Name, source.Version, source.Compile(), null) { Source = source };
        }
        catch (BrokenWorkflowException broken)
        {
            return new(source.Name, source.Version, null, broken.Message) { Source = source };
        }
    }
}
