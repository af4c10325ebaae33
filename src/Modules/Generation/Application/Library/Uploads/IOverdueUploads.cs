using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>Input pictures that are to go by themselves. Every method is one transaction.</summary>
internal interface IOverdueUploads
{
    /// <summary>Marks for deletion the pictures that no open job takes and that were neither used nor arriving since then.</summary>
    /// <returns>Some of those that are marked, also by earlier calls, and are not postponed.</returns>
    Task<IReadOnlyList<Upload>> MarkForDeletionAsync(
        DateTimeOffset unusedSince, DateTimeOffset arrivingSince, int count, CancellationToken cancellationToken);

    /// <summary>The bytes of these pictures, which are marked, could not be deleted: they come again then, behind others.</summary>
    Task PostponeAsync(IReadOnlyCollection<Guid> ids, DateTimeOffset until, CancellationToken cancellationToken);
}
