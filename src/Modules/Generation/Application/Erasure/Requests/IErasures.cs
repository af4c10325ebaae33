using ArtEngine.Generation.Domain.Erasure;

namespace ArtEngine.Generation.Application.Erasure.Requests;

/// <summary>The users whose jobs and pictures are to go. Every method is one transaction.</summary>
internal interface IErasures
{
    /// <summary>Notes the user; once is enough, more often does no harm.</summary>
    Task RequestAsync(Guid userId, CancellationToken cancellationToken);

    Task<IReadOnlyList<UserErasure>> AllAsync(CancellationToken cancellationToken);

    /// <summary>The user's jobs that have not ended.</summary>
    Task<IReadOnlyList<Guid>> OpenJobsAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Deletes some of the user's jobs that have ended, or of all of them, with everything that belongs to them.</summary>
    /// <returns>Their ids; none when there were none left.</returns>
    Task<IReadOnlyList<Guid>> DeleteJobsAsync(Guid userId, bool evenOpen, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes what else is known of the user: input pictures, batches, webhooks with their messages, files of deleted jobs.
    /// </summary>
    /// <returns>How many there were.</returns>
    Task<int> DeleteBelongingsAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Makes sure that what was deleted is gone from the files of the database too, where these would keep it.</summary>
    Task ForgetDeletedAsync(CancellationToken cancellationToken);

    /// <summary>Stores what a look found; when it is over, nothing is left of the erasure.</summary>
    Task SaveAsync(UserErasure erasure, bool isOver, CancellationToken cancellationToken);
}
