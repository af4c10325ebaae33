using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>Lists users' input pictures.</summary>
internal interface IUploadList
{
    /// <summary>Those of the user that can be used, newest first, from behind the last one of the page before.</summary>
    Task<IReadOnlyList<Upload>> ListAsync(Guid userId, PageCursor? after, int count, CancellationToken cancellationToken);
}
