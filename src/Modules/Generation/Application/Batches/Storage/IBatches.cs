using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Batches;

namespace ArtEngine.Generation.Application.Batches.Storage;

/// <summary>Stores batches. Every method is one transaction.</summary>
internal interface IBatches
{
    /// <summary>Stores the batch with its items; it is accepted when this returns.</summary>
    /// <returns>False, with nothing stored, when it is there already or the user has so many that have not ended.</returns>
    Task<bool> TryAddAsync(Batch batch, IReadOnlyList<BatchChunk> chunks, int most, CancellationToken cancellationToken);

    /// <summary>How many of the user's have not ended.</summary>
    Task<int> CountOpenAsync(Guid userId, CancellationToken cancellationToken);

    /// <returns>Null when it is not there or another user's.</returns>
    Task<Batch?> FindAsync(Guid id, Guid userId, CancellationToken cancellationToken);

    /// <returns>The batch afterwards; null when there is none.</returns>
    Task<Batch?> ChangeAsync(Guid id, Action<Batch> change, CancellationToken cancellationToken);

    /// <summary>The items' own parameters, as JSON array; null when there is no such part of the batch.</summary>
    Task<string?> ChunkAsync(Guid id, int number, CancellationToken cancellationToken);

    /// <summary>How its jobs stand.</summary>
    Task<BatchTally> CountAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Its jobs of these items, in their order.</summary>
    Task<IReadOnlyList<BatchJob>> JobsAsync(Guid id, int from, int count, CancellationToken cancellationToken);

    /// <summary>Its jobs that have not ended, some of them.</summary>
    Task<IReadOnlyList<Guid>> OpenJobsAsync(Guid id, int count, CancellationToken cancellationToken);
}

/// <summary>How the jobs of a batch stand.</summary>
/// <param name="Jobs">How many have each status.</param>
/// <param name="Queued">Behind the last item that has a job.</param>
internal sealed record BatchTally(IReadOnlyDictionary<JobStatus, int> Jobs, int Queued)
{
    public static BatchTally Empty { get; } = new(new Dictionary<JobStatus, int>(), Queued: 0);
}

/// <summary>A job of a batch.</summary>
/// <param name="Index">Its item, from 0.</param>
/// <param name="JobId">The job.</param>
/// <param name="Status">Where it stands.</param>
internal sealed record BatchJob(int Index, Guid JobId, JobStatus Status);
