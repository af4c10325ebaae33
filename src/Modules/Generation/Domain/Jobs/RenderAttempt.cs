namespace ArtEngine.Generation.Domain.Jobs;

/// <summary>One submission to one server. Its id is the prompt id that ComfyUI sees, and is never sent twice.</summary>
internal sealed class RenderAttempt(Guid id, Guid jobId, string server, int number, DateTimeOffset createdAt)
{
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

    internal void Close(AttemptState state, DateTimeOffset? startedAt, DateTimeOffset now, string? faultCode)
    {
        State = state;
        StartedAt = startedAt;
        EndedAt = now;
        FaultCode = faultCode;
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
