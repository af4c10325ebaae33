using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Domain.Backends;

/// <summary>Why an attempt came to nothing.</summary>
/// <param name="Code">One of <see cref="FaultCodes"/>.</param>
/// <param name="Message">One sentence for the job's owner: no paths of the server, no traceback.</param>
/// <param name="NodeId">The node that is to blame, if one is.</param>
/// <param name="ClassType">That node's class.</param>
internal sealed record RenderFault(string Code, string Message, string? NodeId = null, string? ClassType = null)
{
    private const int LongestMessage = 1_000;
    private const int LongestName = 200;

    public string Message { get; } = ForeignText.Clean(Message, LongestMessage);

    public string? NodeId { get; } = NodeId is null ? null : ForeignText.Clean(NodeId, LongestName);

    public string? ClassType { get; } = ClassType is null ? null : ForeignText.Clean(ClassType, LongestName);
}

/// <summary>The names of faults; callers see them as <c>error.code</c> of a failed job. <c>FaultTable</c> says what they mean.</summary>
internal static class FaultCodes
{
    public const string Validation = "validation";
    public const string MissingNode = "missing_node";
    public const string MissingModel = "missing_model";
    public const string InputMissing = "input_missing";
    public const string InputTooLarge = "input_too_large";
    public const string NotTaken = "not_taken";
    public const string NodeError = "node_error";
    public const string OutOfMemory = "out_of_memory";
    public const string Timeout = "timeout";
    public const string Stalled = "stalled";
    public const string Interrupted = "interrupted";
    public const string BackendLost = "backend_lost";
    public const string BackendAway = "backend_away";
    public const string BackendDied = "backend_died";
    public const string BackendKilled = "backend_killed";
    public const string BackendBusy = "backend_busy";
    public const string ResultUnreadable = "result_unreadable";
    public const string NoOutput = "no_output";
    public const string OutputMissing = "output_missing";
    public const string OutputUnavailable = "output_unavailable";
    public const string Storage = "storage";
    public const string Internal = "internal";
}
