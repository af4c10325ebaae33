using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Jobs.Storage;

/// <summary>The durable queue. Every method is one transaction; none holds state between calls.</summary>
internal interface IImageJobs
{
    /// <summary>
    /// Stores the job; it is accepted when this returns. Throws <see cref="BuildingBlocks.AppException"/>
    /// <c>invalid_parameters</c> when a picture that it takes is not there any more.
    /// </summary>
    /// <returns>False, with nothing stored, when the user has a job with the same idempotency key.</returns>
    Task<bool> AddAsync(ImageJob job, CancellationToken cancellationToken);

    /// <summary>The user's job that was made with this key; null when there is none.</summary>
    Task<ImageJob?> FindByKeyAsync(Guid userId, string idempotencyKey, CancellationToken cancellationToken);

    /// <summary>A job with its outputs and place; null when it is not there or another user's.</summary>
    Task<JobInLine?> FindAsync(Guid jobId, Guid userId, CancellationToken cancellationToken);

    /// <summary>A job of any user that waits to be taken; null when it does not.</summary>
    Task<ImageJob?> FindWaitingAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>A user's jobs, newest first, from below the cursor.</summary>
    Task<IReadOnlyList<JobInLine>> ListAsync(JobFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Applies a change to the job as it is now and saves it together with the facts it makes true. When somebody else
    /// changed the job meanwhile, the change is applied again to the newer state.
    /// </summary>
    /// <returns>The job afterwards; null when there is no such job.</returns>
    Task<ImageJob?> ChangeAsync(Guid jobId, Action<ImageJob> change, CancellationToken cancellationToken);

    /// <summary>Jobs that are over their time: to be canceled because their owner said until when, or to expire since they wait from before.</summary>
    Task<IReadOnlyList<Guid>> OverdueAsync(DateTimeOffset now, DateTimeOffset waitingSince, int count, CancellationToken cancellationToken);

    /// <summary>How many jobs run and wait, of all users.</summary>
    Task<QueueCounts> CountAsync(CancellationToken cancellationToken);

    /// <summary>All jobs that have not ended, in the order in which they are served.</summary>
    Task<IReadOnlyList<OpenJob>> OpenAsync(CancellationToken cancellationToken);

    /// <summary>The newest renders that were measured, the oldest of them first.</summary>
    Task<IReadOnlyList<RenderDuration>> MeasuredAsync(int count, CancellationToken cancellationToken);

    /// <summary>How many jobs wait, the user's own and all.</summary>
    Task<WaitingCounts> CountWaitingAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>One output of a job of this user; null when it is not there or another user's.</summary>
    Task<JobOutput?> FindOutputAsync(Guid outputId, Guid userId, CancellationToken cancellationToken);
}

internal readonly record struct WaitingCounts(int OfUser, int OfAll);
