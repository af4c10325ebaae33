using ArtEngine.BuildingBlocks;

namespace ArtEngine.Workflows.Application;

/// <summary>
/// Where workflows go that administrators send: the folder of workflows, or with PostgreSQL the database, so that all nodes have them.
/// Throws <see cref="AppException"/> 503 <c>workflows_unwritable</c> when it cannot be written.
/// </summary>
internal interface IWorkflowStore
{
    /// <summary>Stores the workflow in place of the one that has its name. When this returns the catalog of this node has it.</summary>
    Task SaveAsync(WorkflowUpload workflow, CancellationToken cancellationToken);

    /// <summary>Deletes the workflow; 409 <c>workflow_in_folder</c> when it lies where this store does not write.</summary>
    /// <returns>False when there is none of this name.</returns>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);
}

/// <summary>A workflow's files.</summary>
/// <param name="Name">The workflow's name.</param>
/// <param name="Graph">The graph file.</param>
/// <param name="Parameters">The parameter file; null for none.</param>
/// <param name="Editor">The file of the editor that the graph was exported from; null for none.</param>
internal sealed record WorkflowUpload(string Name, byte[] Graph, byte[]? Parameters, byte[]? Editor);
