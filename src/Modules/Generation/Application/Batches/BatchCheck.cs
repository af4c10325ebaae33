using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Acceptance;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>Checks each item of a batch before it is accepted.</summary>
internal sealed class BatchCheck(JobPreparation preparation)
{
    /// <summary>Throws what is wrong with the first item that is wrong, with pointers that name it.</summary>
    /// <returns>The workflow, filled for the first item.</returns>
    public async Task<RenderedWorkflow> EnsureAllAsync(
        AddBatchCommand command, IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> items, CancellationToken cancellationToken)
    {
        RenderedWorkflow? first = null;
        var known = new HashSet<string>();
        IReadOnlyDictionary<string, JsonElement>? last = null;
        for (var i = 0; i < items.Count; i++)
        {
            // Those that are repeated for other seeds stand side by side.
            if (!ReferenceEquals(items[i], last))
            {
                last = items[i];
                var query = new RenderWorkflowQuery(
                    command.WorkflowName, Merge(command.Parameters, last, i), command.UserId, Guid.Empty)
                {
                    // That of the first would be read and compiled for each. Of a file that changes just now, some are checked anew.
                    TemplateKey = command.TemplateKey,
                };
                var filled = await EnsureAsync(query, i, known, cancellationToken);
                first ??= filled;
            }
        }

        return first!;
    }

    private async Task<RenderedWorkflow> EnsureAsync(
        RenderWorkflowQuery query, int index, HashSet<string> known, CancellationToken cancellationToken)
    {
        try
        {
            return await preparation.EnsurePossibleAsync(query, known, cancellationToken);
        }
        catch (AppException refused) when (refused.Errors.Count > 0)
        {
            throw new AppException(refused.Kind, refused.Code, $"Item {index}: {refused.Message}")
            {
                Errors = [.. refused.Errors.Select(error => error with { Pointer = $"/items/{index}{error.Pointer}" })],
            };
        }
    }

    private static Dictionary<string, JsonElement> Merge(
        IReadOnlyDictionary<string, JsonElement> shared, IReadOnlyDictionary<string, JsonElement> own, int index)
    {
        if (StorableText.FindFault(own) is { } fault)
        {
            throw new AppException(ErrorKind.Invalid, "invalid_request", StorableText.Rule)
            {
                Errors = [new($"/items/{index}{fault}", StorableText.Rule)],
            };
        }

        var merged = new Dictionary<string, JsonElement>(shared);
        foreach (var (name, value) in own)
        {
            merged[name] = value;
        }

        return merged;
    }
}
