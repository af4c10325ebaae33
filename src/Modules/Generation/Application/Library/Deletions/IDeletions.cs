using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Deletions;

/// <summary>
/// Deletes jobs and outputs: the rows at once, their files later, which it remembers. Every method is one transaction.
/// </summary>
internal interface IDeletions
{
    /// <summary>Deletes a job of this user that has ended, with its outputs and attempts.</summary>
    Task<DeletionResult> DeleteJobAsync(Guid jobId, Guid userId, CancellationToken cancellationToken);

    /// <summary>Deletes an output of a job of this user that has ended.</summary>
    Task<DeletionResult> DeleteOutputAsync(Guid outputId, Guid userId, CancellationToken cancellationToken);

    /// <summary>Some of the files that are to be deleted now, those first that wait longest.</summary>
    Task<IReadOnlyList<Deletion>> DueAsync(DateTimeOffset now, int count, CancellationToken cancellationToken);

    /// <summary>These were deleted then: they are forgotten, or deleted once more when something of them may still come.</summary>
    Task NoteSweptAsync(IReadOnlyList<Guid> ids, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>These could not be deleted: not before then again.</summary>
    Task PostponeAsync(IReadOnlyList<Guid> ids, DateTimeOffset until, CancellationToken cancellationToken);
}

/// <summary>What became of a wish to delete.</summary>
internal enum DeletionResult
{
    Deleted,

    /// <summary>It is not there, or another user's.</summary>
    Unknown,

    /// <summary>Its job has not ended; nothing was deleted.</summary>
    NotEnded,
}
