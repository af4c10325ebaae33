using System.Linq.Expressions;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Jobs.Storage;

/// <summary>A job as it is shown; what each value means is said at <see cref="ImageJob"/>.</summary>
internal sealed record JobRow
{
    /// <summary>
    /// Characters of parameters. Those of a graph that a caller brought may be a million: larger ones are read only for whom they
    /// concern, since a list of them would take hundreds of megabytes.
    /// </summary>
    private const int LargestListed = 64 * 1024;

    public required Guid Id { get; init; }

    public required long Sequence { get; init; }

    public required Guid UserId { get; init; }

    public Guid TurnId { get; init; }

    public int Rank { get; init; }

    public required JobStatus Status { get; init; }

    public required string WorkflowName { get; init; }

    public required string WorkflowVersion { get; init; }

    public string? TemplateKey { get; init; }

    /// <summary>Empty when they are large and were left out.</summary>
    public required string Parameters { get; init; }

    public string? Metadata { get; init; }

    public string? WebhookUrl { get; init; }

    public int NodeCount { get; init; }

    public int Priority { get; init; }

    public string? NeedsKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? QueuedAgainAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CancelingAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether a server has it, rendered or waiting there.</summary>
    public bool IsAtServer { get; init; }

    public string? Server { get; init; }

    public int AttemptCount { get; init; }

    public long? ExecutionMs { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public string? ErrorNodeId { get; init; }

    public string? ErrorClassType { get; init; }

    public IReadOnlyList<OutputRow> Outputs { get; init; } = [];

    /// <summary>Attempts that came to nothing, in their order; read only where one job is asked for.</summary>
    public IReadOnlyList<LostAttempt> LostAttempts { get; init; } = [];

    /// <summary>Whether its parameters were not left out.</summary>
    public bool IsWhole => Parameters.Length > 0;

    public bool HasEnded => CompletedAt is not null;

    /// <summary>Whether it waits for a server to take it.</summary>
    public bool IsFree => Status == JobStatus.Queued && !IsAtServer;

    /// <summary>What is read of the rows: all that is shown but what other tables hold, and large parameters.</summary>
    public static Expression<Func<ImageJob, JobRow>> Shown { get; } = job => new JobRow
    {
        Id = job.Id,
        Sequence = job.Sequence,
        UserId = job.UserId,
        TurnId = job.TurnId,
        Rank = job.Rank,
        Status = job.Status,
        WorkflowName = job.WorkflowName,
        WorkflowVersion = job.WorkflowVersion,
        TemplateKey = job.TemplateKey,
        Parameters = job.Parameters.Length > LargestListed ? "" : job.Parameters,
        Metadata = job.Metadata,
        WebhookUrl = job.WebhookUrl,
        NodeCount = job.NodeCount,
        Priority = job.Priority,
        NeedsKey = job.NeedsKey,
        CreatedAt = job.CreatedAt,
        QueuedAgainAt = job.QueuedAgainAt,
        StartedAt = job.StartedAt,
        CancelingAt = job.CancelingAt,
        CompletedAt = job.CompletedAt,
        ExpiresAt = job.ExpiresAt,
        IsAtServer = job.OpenAttemptId != null,
        Server = job.Server,
        AttemptCount = job.AttemptCount,
        ExecutionMs = job.ExecutionMs,
        ErrorCode = job.ErrorCode,
        ErrorMessage = job.ErrorMessage,
        ErrorNodeId = job.ErrorNodeId,
        ErrorClassType = job.ErrorClassType,
    };

    private static readonly Func<ImageJob, JobRow> Compiled = Shown.Compile();

    /// <summary>The job in hand.</summary>
    public static JobRow Of(ImageJob job) => Compiled(job) with
    {
        Parameters = job.Parameters,
        Outputs = [.. job.Outputs.Select(OutputRow.Of)],
        LostAttempts = [.. job.Attempts.Where(attempt => attempt.State == AttemptState.Lost).OrderBy(attempt => attempt.Number)
            .Select(attempt => new LostAttempt(attempt.Server, attempt.StartedAt, attempt.EndedAt))],
    };
}

/// <summary>An attempt that came to nothing.</summary>
/// <param name="Server">Its server.</param>
/// <param name="StartedAt">When the render began, UTC; null when it never did.</param>
/// <param name="EndedAt">When it was given up, UTC.</param>
internal sealed record LostAttempt(string Server, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt);
