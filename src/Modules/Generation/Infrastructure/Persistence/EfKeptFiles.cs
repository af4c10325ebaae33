using ArtEngine.Generation.Application.Erasure.Retention;
using ArtEngine.Generation.Domain.Library;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfKeptFiles(IDbContextFactory<GenerationDbContext> contexts) : IKeptFiles
{
    public async Task<IReadOnlyList<KeptFiles>> CountByUserAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var outputs = await db.Outputs.GroupBy(output => output.UserId)
            .Select(mine => new { UserId = mine.Key, Count = mine.Count(), Bytes = mine.Sum(output => output.SizeBytes) })
            .ToDictionaryAsync(mine => mine.UserId, cancellationToken);
        var uploads = await db.Uploads.Where(upload => upload.State == UploadState.Kept).GroupBy(upload => upload.UserId)
            .Select(mine => new { UserId = mine.Key, Count = mine.Count(), Bytes = mine.Sum(upload => upload.SizeBytes) })
            .ToDictionaryAsync(mine => mine.UserId, cancellationToken);
        return
        [
            .. outputs.Keys.Union(uploads.Keys).Select(user =>
            {
                var (made, given) = (outputs.GetValueOrDefault(user), uploads.GetValueOrDefault(user));
                return new KeptFiles(user, made?.Count ?? 0, made?.Bytes ?? 0, given?.Count ?? 0, given?.Bytes ?? 0);
            }),
        ];
    }
}
