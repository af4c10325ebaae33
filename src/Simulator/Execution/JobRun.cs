using ArtEngine.ComfySimulator.Events;
using ArtEngine.ComfySimulator.Faults;
using ArtEngine.ComfySimulator.Graphs;
using ArtEngine.ComfySimulator.Json;
using ArtEngine.ComfySimulator.Nodes;

namespace ArtEngine.ComfySimulator.Execution;

/// <summary>Executes one graph: node after node, cached results first of all, events all along.</summary>
internal sealed class JobRun
{
    private readonly PromptItem item;
    private readonly NodeWorld world;
    private readonly NodeCache cache;
    private readonly FaultBoard faults;
    private readonly GraphSignatures signatures;
    private readonly JobEvents events;
    private readonly Action die;
    private readonly Dictionary<string, NodeResult> results = new(StringComparer.Ordinal);
    private readonly List<string> executed = [];
    private readonly OrderedDictionary<string, RawJson> outputs = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string>> notes;
    private volatile bool interrupted;

    public JobRun(PromptItem item, NodeWorld world, NodeCache cache, FaultBoard faults, EventHub hub, Action die)
    {
        this.item = item;
        this.world = world;
        this.cache = cache;
        this.faults = faults;
        this.die = die;
        signatures = new GraphSignatures(item.Graph, world);
        events = new JobEvents(item, hub, world.Clock);
        notes =
        [
            new("prompt", item.Graph.ToPictureText().Text),
            .. (item.Pnginfo ?? []).Select(note => KeyValuePair.Create(note.Key, ComfyJson.ToRaw(note.Value).Text)),
        ];
    }

    /// <summary>The node that runs, for a socket that joins in the middle.</summary>
    public string? CurrentNode { get; private set; }

    public int NodesRun => executed.Count;

    public JobEvents Events => events;

    public void Interrupt() => interrupted = true;

    public async Task<HistoryEntry> ExecuteAsync(CancellationToken cancellationToken)
    {
        var startTime = events.Now;
        events.Started();
        var cached = item.Graph.Ids.Where(IsCached).ToList();
        events.Cached(cached);
        var order = new ExecutionOrder(item.Graph, item.Outputs, IsCached);
        RawJson? error = null;
        var outcome = JobOutcome.Success;
        while (outcome == JobOutcome.Success && order.Next() is { } id)
        {
            (outcome, error) = await RunNodeAsync(item.Graph[id], cancellationToken);
            order.Done(id);
        }

        if (outcome == JobOutcome.Success)
        {
            events.Succeeded();
        }

        CurrentNode = null;
        return new HistoryEntry(item)
        {
            Outcome = outcome,
            Outputs = outputs,
            Messages = events.Messages,
            StartTime = startTime,
            EndTime = events.Now,
            Error = error,
        };
    }

    private bool IsCached(string id)
    {
        if (item.Graph[id].Inputs is null)
        {
            throw new WorkerDiedException($"KeyError: 'inputs' of node {id}");
        }

        return Known(id) is not null;
    }

    /// <summary>What is found once stays with the run: the cache may drop it before the node that needs it.</summary>
    private NodeResult? Known(string id)
    {
        var signature = signatures.Of(id);
        if (!results.TryGetValue(id, out var known) && !signature.IsVolatile && cache.Find(signature.Hash) is { } kept)
        {
            results[id] = known = kept;
        }

        return known;
    }

    private async Task<(JobOutcome Outcome, RawJson? Error)> RunNodeAsync(GraphNode node, CancellationToken cancellationToken)
    {
        var signature = signatures.Of(node.Id);
        if (Known(node.Id) is { } known)
        {
            Show(node.Id, known);
            events.NodeFinished(node.Id);
            return (JobOutcome.Success, null);
        }

        CurrentNode = node.Id;
        events.NodeStarted(node.Id);
        var inputs = Resolve(node);
        try
        {
            ThrowIfInterrupted();
            var result = await ComputeAsync(node, inputs, signature, cancellationToken);
            results[node.Id] = result;
            if (!signature.IsVolatile)
            {
                cache.Keep(signature.Hash, result);
            }

            Show(node.Id, result);
            executed.Add(node.Id);
            events.NodeFinished(node.Id);
            return (JobOutcome.Success, null);
        }
        catch (InterruptedException)
        {
            events.Interrupted(node.Id, node.Type.Name, executed);
            return (JobOutcome.Interrupted, null);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            // Whatever a node throws is the end of its job, never of the worker.
            var failure = broken as NodeFailedException ?? new NodeFailedException(broken.GetType().Name, broken.Message);
            return (JobOutcome.Error, events.Failed(JobErrors.Describe(item, node, inputs, executed, failure, events.Now)));
        }
    }

    private async ValueTask<NodeResult> ComputeAsync(
        GraphNode node, Dictionary<string, object?> inputs, Signature signature, CancellationToken cancellationToken)
    {
        if (inputs.Values.OfType<Blocked>().FirstOrDefault() is { } blocked)
        {
            if (blocked.Message is { } message)
            {
                events.Blocked(node.Id, node.Type.Name, executed, message);
            }

            return new NodeResult([.. node.Type.Outputs.Select(_ => new Blocked(Message: null))]);
        }

        if (faults.TakeNodeError(node.Type.Name, node.Type.IsSampler))
        {
            throw faults.OutOfMemory
                ? NodeFailedException.OutOfMemory()
                : new NodeFailedException("RuntimeError", "This node was told to fail.");
        }

        var call = new NodeCall(world, new NodeReport(node.Id, events, faults, world.Clock, ThrowIfInterrupted, die, cancellationToken))
        {
            NodeId = node.Id,
            Signature = signature.Hash,
            Inputs = inputs,
            Graph = item.GraphText,
            Notes = notes,
        };
        return await node.Type.Run(call);
    }

    private Dictionary<string, object?> Resolve(GraphNode node)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var input in node.Type.Inputs)
        {
            if (node.Inputs!.TryGetPropertyValue(input.Name, out var value))
            {
                values[input.Name] = Link.From(value) is { } link ? Output(link) : PlainValue.Of(value);
            }
        }

        return values;
    }

    private object? Output(Link link) => Known(link.NodeId)?.Values.ElementAtOrDefault(link.Slot);

    private void Show(string id, NodeResult result)
    {
        if (result.Ui is { } ui)
        {
            outputs[id] = ui;
            events.NodeShowed(id, ui);
        }
    }

    private void ThrowIfInterrupted()
    {
        if (interrupted)
        {
            throw new InterruptedException();
        }
    }
}
