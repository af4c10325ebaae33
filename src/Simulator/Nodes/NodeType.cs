namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>A node class as data: what goes in, what comes out, and one function between.</summary>
internal sealed record NodeType(string Name, string Category)
{
    public string? Title { get; init; }

    public string Module { get; init; } = "nodes";

    public IReadOnlyList<NodeInput> Inputs { get; init; } = [];

    public IReadOnlyList<NodeOutput> Outputs { get; init; } = [];

    /// <summary>Only what leads to an output node is run.</summary>
    public bool IsOutput { get; init; }

    /// <summary>Runs each time, with everything behind it: its <c>IS_CHANGED</c> never equals itself.</summary>
    public bool AlwaysRuns { get; init; }

    /// <summary>Has an <c>is_changed</c> mark of NaN in the graph that is written into pictures.</summary>
    public bool MarksNaN { get; init; }

    /// <summary>Gets the graph and the workflow besides its inputs, as nodes that save pictures do.</summary>
    public bool SeesGraph { get; init; }

    /// <summary>Gets its own id besides its inputs.</summary>
    public bool SeesItsId { get; init; }

    /// <summary>One of ComfyUI's newer node classes, which describe themselves with more keys.</summary>
    public bool IsModern { get; init; }

    public bool IsDeprecated { get; init; }

    /// <summary>The heavy ones, which take steps; faults aim at them.</summary>
    public bool IsSampler { get; init; }

    /// <summary>A check of its own, in place of the list check: the text is what is wrong. Null: all is well.</summary>
    public Func<NodeWorld, string, string?>? Check { get; init; }

    /// <summary>What else decides whether a result may be taken from the cache, e.g. the content of a file.</summary>
    public Func<NodeWorld, string, string>? Fingerprint { get; init; }

    public required Func<NodeCall, ValueTask<NodeResult>> Run { get; init; }

    /// <summary>A node that only computes.</summary>
    public static Func<NodeCall, ValueTask<NodeResult>> Pure(Func<NodeCall, object?> compute) =>
        call => ValueTask.FromResult(NodeResult.Of(compute(call)));
}
