using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Editor;
using ArtEngine.Workflows.Domain.Graphs;
using ArtEngine.Workflows.Domain.Parameters;
using ArtEngine.Workflows.Domain.Templates;
using MediatR;

namespace ArtEngine.Workflows.Application;

/// <summary>
/// Looks at a file that holds a workflow: an exported graph, a file of ComfyUI's editor, or a picture that ComfyUI made. Nothing is
/// stored.
/// </summary>
/// <param name="File">The file, which can be searched.</param>
internal sealed record ImportWorkflowQuery(Stream File) : IRequest<ImportedWorkflow>;

/// <summary>What a file holds. <c>graph</c> and <c>parameters</c> are what <c>PUT /workflows/{name}</c> takes.</summary>
/// <param name="Format">What the file is.</param>
/// <param name="Status">Whether it could be used as it is.</param>
/// <param name="Reason">Why it could not; null when it could.</param>
/// <param name="OutputNodeId">The node whose output would be a job's first output; null when it cannot be used.</param>
/// <param name="NodeCount">Nodes that would be sent.</param>
/// <param name="Graph">The graph in API format; null when none can be made of the file.</param>
/// <param name="Parameters">A proposed parameter file.</param>
/// <param name="Schema">What callers would then give: JSON Schema (2020-12).</param>
/// <param name="Problems">What is wrong with nodes, by what the ComfyUI servers say of their classes.</param>
/// <param name="Warnings">What may not have been meant, a sentence each.</param>
internal sealed record ImportedWorkflow(
    ImportFormat Format,
    WorkflowStatus Status,
    string? Reason,
    string? OutputNodeId,
    int NodeCount,
    JsonElement? Graph,
    JsonElement? Parameters,
    JsonElement? Schema,
    IReadOnlyList<NodeProblem> Problems,
    IReadOnlyList<string> Warnings);

/// <summary>What a file is that holds a workflow.</summary>
internal enum ImportFormat
{
    /// <summary>A graph as "Export (API)" writes it, alone or in a request.</summary>
    Api,

    /// <summary>A file of ComfyUI's editor.</summary>
    Editor,
}

internal sealed class ImportWorkflowHandler(INodeClasses nodes, WorkflowLimits limits)
    : IRequestHandler<ImportWorkflowQuery, ImportedWorkflow>
{
    /// <summary>Only to say which workflow is meant.</summary>
    private const string Name = "imported";

    private static readonly HashSet<string> NoLiterals = [];

    public async Task<ImportedWorkflow> Handle(ImportWorkflowQuery query, CancellationToken cancellationToken)
    {
        var file = await ReadAsync(query.File, cancellationToken);
        var source = new WorkflowSource(Name, file, null, limits);
        var classes = await nodes.DescribeAsync(source.ClassTypes, cancellationToken);
        var format = ImportFormat.Api;
        try
        {
            var opened = GraphFile.Open(file, limits);
            format = EditorFile.ClassTypes(opened) is null ? ImportFormat.Api : ImportFormat.Editor;
            return Look(format, Graph.Parse(EditorFile.ToGraph(opened, classes, limits), NoLiterals, classes, limits), classes);
        }
        catch (BrokenWorkflowException broken)
        {
            return new(format, WorkflowStatus.Broken, broken.Message, null, 0, null, null, null, broken.Problems, []);
        }
    }

    private ImportedWorkflow Look(ImportFormat format, Graph graph, IReadOnlyDictionary<string, NodeClass> classes)
    {
        var json = graph.Json.ToArray();
        var parameters = Usable(json, ParameterProposal.Of(graph, classes), classes);
        var template = Compile(json, parameters, classes);
        return new(
            format, WorkflowStatus.Ready, null, template.OutputNodeId, template.NodeCount, JsonElement.Parse(json, Depth),
            JsonSerializer.SerializeToElement(parameters), ParameterSchema.WholeOf(template.Parameters),
            NodeInspection.Of(graph, classes), template.Warnings);
    }

    private JsonDocumentOptions Depth => new() { MaxDepth = limits.JsonDepth };

    /// <summary>Those of the proposed parameters that their values in the graph fit.</summary>
    private JsonObject Usable(
        byte[] graph, IReadOnlyList<KeyValuePair<string, JsonObject>> proposed, IReadOnlyDictionary<string, NodeClass> classes)
    {
        var all = FileOf(proposed);
        return IsUsable(graph, all, classes)
            ? all
            : FileOf([.. proposed.Where(one => IsUsable(graph, FileOf([one]), classes))]);
    }

    private static JsonObject FileOf(IReadOnlyList<KeyValuePair<string, JsonObject>> parameters) => new()
    {
        ["parameters"] = new JsonObject(parameters.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value.DeepClone()))),
    };

    private bool IsUsable(byte[] graph, JsonObject parameters, IReadOnlyDictionary<string, NodeClass> classes)
    {
        try
        {
            Compile(graph, parameters, classes);
            return true;
        }
        catch (BrokenWorkflowException)
        {
            return false;
        }
    }

    private WorkflowTemplate Compile(byte[] graph, JsonObject parameters, IReadOnlyDictionary<string, NodeClass> classes) =>
        WorkflowTemplate.Compile(Name, graph, JsonSerializer.SerializeToUtf8Bytes(parameters), limits, classes);

    private async Task<byte[]> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        try
        {
            return await SavedFile.IsOneAsync(file, cancellationToken)
                ? await SavedFile.ReadAsync(file, limits.FileBytes, cancellationToken)
                : await ReadTextAsync(file, cancellationToken);
        }
        catch (BrokenWorkflowException broken)
        {
            throw new AppException(ErrorKind.Invalid, "not_a_workflow", broken.Message);
        }
    }

    private async Task<byte[]> ReadTextAsync(Stream file, CancellationToken cancellationToken)
    {
        if (file.Length > limits.FileBytes)
        {
            throw new BrokenWorkflowException($"The file is larger than {limits.FileBytes} bytes (Workflows:MaxFileBytes).");
        }

        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
