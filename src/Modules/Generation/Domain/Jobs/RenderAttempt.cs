namespace ArtEngine.Generation.Domain.Jobs;

/// <summary>One submission to one server. Its id is the prompt id that ComfyUI sees, and is never sent twice.</summary>
internal sealed class RenderAttempt(Guid id, Guid jobId, string server, int number, DateTimeOffset createdAt)
{
    private static readonly TimeSpan LongestTold = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestByClock = TimeSpan.FromHours(1);

    public Guid Id { get; private init; } = id;

    public Guid JobId { get; private init; } = jobId;

    public string Server { get; private init; } = server;

    /// <summary>1 for the first attempt of its job.</summary>
    public int Number { get; private init; } = number;

    public AttemptState State { get; private set; } = AttemptState.Open;

    public DateTimeOffset CreatedAt { get; private init; } = createdAt;

    /// <summary>When its server began to render; null while it has not ended, and when it never did.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? FaultCode { get; private set; }

    /// <summary>Whether files of it may lie in the store that belong to no output.</summary>
    public bool HasLeftovers { get; private set; }

    /// <summary>What it was expected to take of its server, in seconds; its turn is charged so much while it is open.</summary>
    public double ExpectedSeconds { get; init; }

    /// <summary>Where those stood in time who waited for the same server; null when nobody did.</summary>
    public double? TurnFloor { get; init; }

    /// <summary>What it took of its server, in seconds; null while it is open.</summary>
    public double? GpuSeconds { get; private set; }

    /// <param name="state">How it ended.</param>
    /// <param name="startedAt">When its server began to render; null when it never did.</param>
    /// <param name="now">The time.</param>
    /// <param name="faultCode">What went wrong; null when nothing did.</param>
    /// <param name="executionMs">How long the server says that it took; null when it says nothing.</param>
    internal void Close(AttemptState state, DateTimeOffset? startedAt, DateTimeOffset now, string? faultCode, long? executionMs = null)
    {
        State = state;
        StartedAt = startedAt;
        EndedAt = now;
        FaultCode = faultCode;
        // Servers say what they like, and clocks jump.
        GpuSeconds = executionMs is { } milliseconds
            ? Math.Clamp(milliseconds / 1_000.0, 0, LongestTold.TotalSeconds)
            : Math.Clamp((now - startedAt)?.TotalSeconds ?? 0, 0, LongestByClock.TotalSeconds);
        HasLeftovers = state is AttemptState.Failed or AttemptState.Canceled or AttemptState.Lost;
    }
}

internal enum AttemptState
{
    /// <summary>Stored; perhaps sent, perhaps at the server.</summary>
    Open,
    Succeeded,
    Failed,
    Canceled,

    /// <summary>The server does not know it any more, or never got it.</summary>
    Lost,
}
