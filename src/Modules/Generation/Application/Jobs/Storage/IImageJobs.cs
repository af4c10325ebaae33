using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Jobs.Storage;

/// <summary>Stores jobs and their changes. Every method is one transaction; none holds state between calls.</summary>
internal interface IImageJobs
{
    /// <summary>
    /// Stores the job; it is accepted when this returns. Throws <see cref="BuildingBlocks.AppException"/>
    /// <c>invalid_parameters</c> when a picture that it takes is not there any more.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="terms">What its user's plan gives; the limit of waiting jobs is kept exactly, on several nodes too.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>
    /// False, with nothing stored, when the user has a job with the same idempotency key, or as many waiting as may.
    /// </returns>
    Task<bool> AddAsync(ImageJob job, TurnTerms terms, CancellationToken cancellationToken);

    /// <summary>
    /// Applies a change to the job as it is now and saves it together with the events it makes true. When somebody else
    /// changed the job meanwhile, the change is applied again to the newer state.
    /// </summary>
    /// <returns>The job afterwards; null when there is no such job.</returns>
    Task<ImageJob?> ChangeAsync(Guid jobId, Action<ImageJob> change, CancellationToken cancellationToken);

    /// <summary>
    /// Jobs that are over their time: to be canceled because their owner said until when, or to expire since they wait from
    /// before.
    /// </summary>
    Task<IReadOnlyList<OverdueJob>> OverdueAsync(
        DateTimeOffset now, DateTimeOffset waitingSince, int count, CancellationToken cancellationToken);
}

/// <summary>A job that is over its time.</summary>
/// <param name="Id">The job.</param>
/// <param name="NeedsKey">The same for all jobs that ask the same of a server.</param>
/// <param name="IsFree">Whether it waits and no server has it.</param>
internal readonly record struct OverdueJob(Guid Id, string? NeedsKey, bool IsFree);
