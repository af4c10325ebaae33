using System.Collections.Concurrent;
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
        var known = new ConcurrentDictionary<string, byte>();
        // The first one alone: when it is wrong, the others are hardly right.
        var first = await EnsureAsync(command, items[0], 0, known, cancellationToken);
        // Those that are repeated for other seeds stand side by side.
        var others = Enumerable.Range(1, items.Count - 1).Where(i => !ReferenceEquals(items[i], items[i - 1]));
        var wrong = new FirstFault();
        await Parallel.ForEachAsync(
            others,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            async (i, token) => await wrong.LookAsync(i, () => EnsureAsync(command, items[i], i, known, token)));
        return wrong.Fault is { } fault ? throw fault : first;
    }

    private async Task<RenderedWorkflow> EnsureAsync(
        AddBatchCommand command, IReadOnlyDictionary<string, JsonElement> item, int index, ConcurrentDictionary<string, byte> known,
        CancellationToken cancellationToken)
    {
        var query = new RenderWorkflowQuery(command.WorkflowName, Merge(command.Parameters, item, index), command.UserId, Guid.Empty)
        {
            // Not the key of the first item: its template would be read and compiled again for each.
            TemplateKey = command.TemplateKey,
        };
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

    /// <summary>What is wrong with the first item that is wrong, in whatever order they are looked at.</summary>
    private sealed class FirstFault
    {
        private readonly Lock _lock = new();
        private int _index = int.MaxValue;

        public AppException? Fault { get; private set; }

        /// <summary>What stands behind one that is wrong is not looked at any more.</summary>
        public async Task LookAsync(int index, Func<Task> look)
        {
            if (index > Volatile.Read(ref _index))
            {
                return;
            }

            try
            {
                await look();
            }
            catch (AppException fault)
            {
                lock (_lock)
                {
                    (_index, Fault) = index < _index ? (index, fault) : (_index, Fault);
                }
            }
        }
    }
}
