namespace ArtEngine.ComfySimulator.Faults;

/// <summary>The life of one prompt id. More than one execution means it was submitted more than once.</summary>
internal sealed record RenderRecord
{
    public DateTimeOffset? TReceived { get; init; }

    public DateTimeOffset? TStart { get; init; }

    public DateTimeOffset? TEnd { get; init; }

    /// <summary>received, running, success, error, interrupted or lost.</summary>
    public string Outcome { get; init; } = "received";

    public int Executions { get; init; }

    /// <summary>Nodes that really ran; 0 when all came from the cache.</summary>
    public int NodesRun { get; init; }
}
