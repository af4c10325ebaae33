using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Outputs;

/// <summary>What is known of the outputs of jobs; their bytes are in the store.</summary>
internal interface IOutputs
{
    /// <summary>One output of a job of this user; null when it is not there or another user's.</summary>
    Task<JobOutput?> FindAsync(Guid outputId, Guid userId, CancellationToken cancellationToken);

    /// <summary>One output, whoever's it is; null when it is not there. For callers who proved otherwise that they may have it.</summary>
    Task<JobOutput?> FindAsync(Guid outputId, CancellationToken cancellationToken);
}
