using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>Users' input pictures; their bytes are in the store. Every method is one transaction.</summary>
internal interface IUploads
{
    /// <summary>Adds an upload that begins. The bytes that it may have count against the user's limit from now on.</summary>
    /// <returns>False, with nothing stored, when the user's pictures would be more than so many bytes.</returns>
    Task<bool> TryAddAsync(Upload upload, long mostBytes, CancellationToken cancellationToken);

    /// <summary>
    /// The picture's bytes are stored: it can be used. When the user has a picture of the same bytes, that one counts as
    /// used just now, and this one is to go.
    /// </summary>
    /// <returns>The one to use; null when the picture was removed while it arrived.</returns>
    Task<Upload?> KeepAsync(Upload upload, long sizeBytes, ContentHashes hashes, CancellationToken cancellationToken);

    /// <summary>The picture is still arriving.</summary>
    Task NoteArrivingAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>A picture that can be used; null when it is not there or another user's.</summary>
    Task<Upload?> FindAsync(Guid id, Guid userId, CancellationToken cancellationToken);

    /// <summary>
    /// Marks the picture for deletion, as its owner asked. Throws <see cref="BuildingBlocks.AppException"/>
    /// <c>upload_in_use</c> while a job that has not ended takes it.
    /// </summary>
    /// <returns>Null when it is not there or another user's.</returns>
    Task<Upload?> MarkForDeletionAsync(Guid id, Guid userId, CancellationToken cancellationToken);

    /// <summary>Marks a picture for deletion that did not arrive whole.</summary>
    /// <returns>False, with nothing changed, when it did after all.</returns>
    Task<bool> MarkForDeletionUnlessKeptAsync(Upload upload, CancellationToken cancellationToken);

    /// <summary>Removes the row of a picture whose bytes have been deleted.</summary>
    Task RemoveAsync(Guid id, CancellationToken cancellationToken);
}
