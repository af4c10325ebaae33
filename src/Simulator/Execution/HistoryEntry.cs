using ArtEngine.ComfySimulator.Json;

namespace ArtEngine.ComfySimulator.Execution;

/// <summary>A job that is over.</summary>
internal sealed record HistoryEntry(PromptItem Item)
{
    public required JobOutcome Outcome { get; init; }

    /// <summary>What the output nodes showed, by node id.</summary>
    public required OrderedDictionary<string, RawJson> Outputs { get; init; }

    /// <summary>Event and data, oldest first.</summary>
    public required IReadOnlyList<object[]> Messages { get; init; }

    public required long StartTime { get; init; }

    public required long EndTime { get; init; }

    /// <summary>The data of <c>execution_error</c>, if that is how it ended.</summary>
    public RawJson? Error { get; init; }

    public object Status => new
    {
        StatusStr = Outcome == JobOutcome.Success ? "success" : "error",
        Completed = Outcome == JobOutcome.Success,
        Messages,
    };

    public object ToAnswer() => new
    {
        Prompt = Item.Tuple,
        Outputs,
        Status,
        Meta = Outputs.Keys.ToDictionary(
            id => id, id => new { NodeId = id, DisplayNode = id, ParentNode = (string?)null, RealNodeId = id }),
    };
}
