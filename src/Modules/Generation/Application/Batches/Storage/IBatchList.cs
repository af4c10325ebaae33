using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Domain.Batches;

namespace ArtEngine.Generation.Application.Batches.Storage;

/// <summary>Lists the batches of a user.</summary>
internal interface IBatchList
{
    /// <summary>The newest first, from behind one.</summary>
    Task<IReadOnlyList<Batch>> PageAsync(Guid userId, PageCursor? after, int count, CancellationToken cancellationToken);
}
