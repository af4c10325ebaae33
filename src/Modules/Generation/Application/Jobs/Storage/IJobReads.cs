using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Application.Jobs.Storage;

/// <summary>Reads jobs for those who show them: rows without their graphs, which may be large.</summary>
internal interface IJobReads
{
    /// <summary>A job with its outputs and lost attempts; null when it is not there or another user's.</summary>
    Task<JobRow?> FindAsync(Guid jobId, Guid userId, CancellationToken cancellationToken);

    /// <summary>The same for whom its parameters do not concern: large ones are left out.</summary>
    Task<JobRow?> LookAsync(Guid jobId, Guid userId, CancellationToken cancellationToken);

    /// <summary>Whose job it is; null when it is not there.</summary>
    Task<Guid?> FindOwnerAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>The user's job that was made with this key; null when there is none.</summary>
    Task<KeyedJob?> FindByKeyAsync(Guid userId, string idempotencyKey, CancellationToken cancellationToken);

    /// <summary>
    /// A user's jobs with their outputs, newest first, from below the cursor. There is room for so many large parameters: those of the
    /// first job are always read, and later ones may be left out.
    /// </summary>
    Task<IReadOnlyList<JobRow>> ListAsync(JobFilter filter, CancellationToken cancellationToken);

    /// <summary>The same of all users; those that have not ended when statuses are given.</summary>
    Task<IReadOnlyList<JobRow>> ListAllAsync(IReadOnlyList<JobStatus> open, long? before, int limit, CancellationToken cancellationToken);
}

/// <summary>A job, and the SHA-256 of the request that made it.</summary>
internal sealed record KeyedJob(JobRow Job, string? RequestHash);

/// <summary>Which jobs to list; <paramref name="Before"/> is the sequence of the last job of the page before.</summary>
internal sealed record JobFilter(Guid UserId, IReadOnlyList<JobStatus> Statuses, string? Workflow, long? Before, int Limit)
{
    /// <summary>Members that the metadata must have, as <see cref="TagFilter"/> reads them; none for any metadata.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Whether all parameters that are large are left out.</summary>
    public bool OmitsLarge { get; init; }
}
