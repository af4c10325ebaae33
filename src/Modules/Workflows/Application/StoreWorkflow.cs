using System.Text;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Editor;
using ArtEngine.Workflows.Domain.Templates;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Workflows.Application;

/// <summary>Stores a workflow, in place of the one that has its name, unless something is wrong with it.</summary>
/// <param name="UserId">Who does it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Graph">What <c>name.json</c> would hold.</param>
/// <param name="Parameters">What <c>name.params.json</c> would hold; null for none.</param>
/// <param name="Editor">What <c>name.workflow.json</c> would hold; null for none.</param>
internal sealed record StoreWorkflowCommand(Guid UserId, string Name, JsonElement Graph, JsonElement? Parameters, JsonElement? Editor)
    : IRequest<StoredWorkflowAnswer>;

/// <summary>The workflow, and whether there was none of its name.</summary>
internal sealed record StoredWorkflowAnswer(WorkflowDetails Workflow, bool IsNew);

internal sealed partial class StoreWorkflowHandler(
    IWorkflowCatalog catalog, IWorkflowStore store, INodeClasses nodes, WorkflowLimits limits, ILogger<StoreWorkflowHandler> log)
    : IRequestHandler<StoreWorkflowCommand, StoredWorkflowAnswer>
{
    public async Task<StoredWorkflowAnswer> Handle(StoreWorkflowCommand command, CancellationToken cancellationToken)
    {
        var name = WorkflowName.Of(command.Name) ?? throw Invalid("/name", $"The name may hold only {WorkflowName.Rule}.");
        var (graph, parameters) = (Bytes("/graph", command.Graph), BytesOf("/parameters", command.Parameters));
        var editor = BytesOf("/editor", command.Editor);
        var isNew = !catalog.Names().Contains(name);
        if (isNew && catalog.Names().Count >= limits.Workflows)
        {
            throw new AppException(
                ErrorKind.Conflict, "too_many_workflows",
                $"There are {limits.Workflows} workflows (Workflows:MaxWorkflows). Delete one first.");
        }

        await EnsureUsableAsync(new(name, graph, parameters, limits) { Editor = editor }, cancellationToken);
        await store.SaveAsync(new(name, graph, parameters, editor), cancellationToken);
        var (template, version) = await catalog.RequireAsync(name, cancellationToken);
        Stored(name, version, command.UserId);
        return new(WorkflowDetails.Of(template, version), isNew);
    }

    /// <summary>What would be listed as broken is not stored.</summary>
    private async Task EnsureUsableAsync(WorkflowSource source, CancellationToken cancellationToken)
    {
        try
        {
            _ = source.Editor is { } editor ? EditorFile.Ensure(editor) : null;
            source.Compile(await nodes.DescribeAsync(source.ClassTypes, cancellationToken));
        }
        catch (BrokenWorkflowException broken)
        {
            throw new AppException(ErrorKind.Invalid, "broken_workflow", $"The workflow cannot be used: {broken.Message}")
            {
                Errors = [.. broken.Problems.Select(problem => new InputError($"/graph/{problem.NodeId}", problem.Reason))],
            };
        }
    }

    private byte[]? BytesOf(string place, JsonElement? file) =>
        file is { ValueKind: not JsonValueKind.Null } given ? Bytes(place, given) : null;

    private byte[] Bytes(string place, JsonElement file)
    {
        if (file.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(place, "It must be a JSON object.");
        }

        // As it came: numbers keep their digits, and members their order.
        var bytes = Encoding.UTF8.GetBytes(file.GetRawText());
        return bytes.Length <= limits.FileBytes
            ? bytes
            : throw Invalid(place, $"It may have at most {limits.FileBytes} bytes (Workflows:MaxFileBytes).");
    }

    private static AppException Invalid(string place, string detail) =>
        new(ErrorKind.Invalid, "invalid_request", "The workflow cannot be stored; see errors.") { Errors = [new(place, detail)] };

    [LoggerMessage(LogLevel.Information, "Workflow {Name} version {Version} was stored by user {UserId}")]
    private partial void Stored(string name, string version, Guid userId);
}
