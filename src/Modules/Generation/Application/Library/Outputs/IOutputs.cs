using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Outputs;

/// <summary>What is known of the outputs of jobs; their bytes are in the store.</summary>
internal interface IOutputs
{
    /// <summary>One output of a job of this user; null when it is not there or another user's.</summary>
    Task<JobOutput?> FindAsync(Guid outputId, Guid userId, CancellationToken cancellationToken);

    /// <summary>One output, whoever's it is; null when it is not there. For callers who proved otherwise that they may have it.</summary>
    Task<JobOutput?> FindAsync(Guid outputId, CancellationToken cancellationToken);

    /// <summary>Those of these outputs that are there and the user's.</summary>
    Task<IReadOnlyList<JobOutput>> FindManyAsync(
        IReadOnlyCollection<Guid> outputIds, Guid userId, CancellationToken cancellationToken);

    /// <summary>The outputs of these jobs of the user, in the order in which each job has them.</summary>
    Task<IReadOnlyList<JobOutput>> OfJobsAsync(IReadOnlyCollection<Guid> jobIds, Guid userId, CancellationToken cancellationToken);

    /// <summary>The user's outputs, newest first, from behind the last one of the page before.</summary>
    Task<IReadOnlyList<OutputRow>> ListAsync(
        Guid userId, OutputChoice choice, PageCursor? after, int count, CancellationToken cancellationToken);

    /// <summary>The bytes of all outputs of the user.</summary>
    Task<long> SumBytesAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Makes an output of this user a favourite, or none any more; its job then expires otherwise.</summary>
    /// <returns>The output afterwards; null when it is not there or another user's.</returns>
    Task<OutputRow?> MarkAsync(Guid outputId, Guid userId, bool isFavourite, CancellationToken cancellationToken);
}
