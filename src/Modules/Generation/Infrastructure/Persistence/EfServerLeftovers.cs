using ArtEngine.Generation.Application.Rendering.Cleaning;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfServerLeftovers(IDbContextFactory<GenerationDbContext> contexts) : IServerLeftovers
{
    public async Task<IReadOnlyList<string>> ServersAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ServerLeftovers.Where(leftover => leftover.NotBefore <= now).Select(leftover => leftover.Server).Distinct()
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<ServerLeftover>> DueAsync(
        string server, DateTimeOffset now, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ServerLeftovers.AsNoTracking().Where(leftover => leftover.Server == server && leftover.NotBefore <= now)
            .OrderBy(leftover => leftover.NotBefore).Take(count).ToListAsync(cancellationToken);
    }

    public Task RemoveAsync(IReadOnlyCollection<Guid> attemptIds, CancellationToken cancellationToken) => WriteAsync(
        db => db.ServerLeftovers.Where(leftover => attemptIds.Contains(leftover.AttemptId)).ExecuteDeleteAsync(cancellationToken),
        attemptIds.Count > 0, cancellationToken);

    public Task RemoveAllAsync(string server, CancellationToken cancellationToken) => WriteAsync(
        db => db.ServerLeftovers.Where(leftover => leftover.Server == server).ExecuteDeleteAsync(cancellationToken),
        isNeeded: true, cancellationToken);

    public Task PostponeAsync(
        IReadOnlyCollection<Guid> attemptIds, DateTimeOffset until, CancellationToken cancellationToken) => WriteAsync(
        db => db.ServerLeftovers.Where(leftover => attemptIds.Contains(leftover.AttemptId)).ExecuteUpdateAsync(
            set => set.SetProperty(leftover => leftover.NotBefore, until)
                .SetProperty(leftover => leftover.Failures, leftover => leftover.Failures + 1),
            cancellationToken),
        attemptIds.Count > 0, cancellationToken);

    private async Task WriteAsync(Func<GenerationDbContext, Task<int>> write, bool isNeeded, CancellationToken cancellationToken)
    {
        if (isNeeded)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await db.WriteAsync(() => write(db), cancellationToken);
        }
    }
}
