using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.Workflows.Infrastructure.Persistence;

/// <summary>A workflow that lies in the database.</summary>
internal sealed class StoredWorkflow
{
    public required string Name { get; init; }

    public required string Version { get; set; }

    public required byte[] Graph { get; set; }

    public byte[]? Parameters { get; set; }

    public byte[]? Editor { get; set; }

    public WorkflowSource ToSource(WorkflowLimits limits) => new(Name, Graph, Parameters, limits) { Editor = Editor };
}
