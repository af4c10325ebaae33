namespace ArtEngine.Generation.Domain.Jobs;

/// <summary>What is stored of an accepted request; JSON as text.</summary>
internal sealed record JobRequest(
    Guid JobId,
    Guid UserId,
    string WorkflowName,
    string WorkflowVersion,
    string Parameters,
    string? Metadata,
    string Graph,
    string OutputNodeId,
    int NodeCount,
    int Priority,
    string? IdempotencyKey,
    string? RequestHash,
    string? TraceParent,
    string? Checkpoint,
    DateTimeOffset? CancelAt,
    int? StallSeconds,
    int? RenderSeconds)
{
    /// <summary>The inputs that take uploaded pictures.</summary>
    public IReadOnlyList<JobPicture> Pictures { get; init; } = [];

    /// <summary>The same for all jobs that ask the same node classes and model files of a server.</summary>
    public string? NeedsKey { get; init; }

    /// <summary>What it was made of; null when that is not kept.</summary>
    public string? TemplateKey { get; init; }

    /// <summary>What its outputs say of their making; null for what the service says.</summary>
    public string? OutputMetadata { get; init; }

    /// <summary>Whether its owner wants to be told when a render begins.</summary>
    public bool TellsStart { get; init; }

    /// <summary>Where its owner wants to be told of it besides; null for nowhere.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>The item of a batch that it is made of; null when it is none's.</summary>
    public BatchPlace? Batch { get; init; }

    /// <summary>Of an end user's: the user whose program it is; null for others.</summary>
    public Guid? ProgramId { get; init; }

    /// <summary>When it is expected to be done; null when nothing is known of such renders.</summary>
    public DateTimeOffset? ExpectedAt { get; init; }

    /// <summary>Whose turn it is when a server takes the job; null for the user's own.</summary>
    public Guid? TurnId { get; init; }
}
