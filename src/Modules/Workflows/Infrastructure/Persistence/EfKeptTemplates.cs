using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Domain.Templates;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Workflows.Infrastructure.Persistence;

internal sealed class EfKeptTemplates(IDbContextFactory<WorkflowsDbContext> contexts) : IKeptTemplates
{
    public async Task KeepAsync(KeptTemplate template, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await NoteAsync(db, template.Key, now, cancellationToken))
        {
            return;
        }

        db.Add(template with { KeptAt = now });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another node was quicker, unless there is something else the matter.
            db.ChangeTracker.Clear();
            if (!await NoteAsync(db, template.Key, now, cancellationToken))
            {
                throw;
            }
        }
    }

    public async Task<KeptTemplate?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Templates.AsNoTracking().SingleOrDefaultAsync(template => template.Key == key, cancellationToken);
    }

    public async Task<byte[]?> FindEditorAsync(string key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Templates.Where(template => template.Key == key).Select(template => template.Editor)
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<string>> UnusedSinceAsync(
        DateTimeOffset time, string after, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Templates.Where(template => template.KeptAt < time && string.Compare(template.Key, after) > 0)
            .OrderBy(template => template.Key).Select(template => template.Key).Take(count).ToListAsync(cancellationToken);
    }

    public async Task<int> ForgetAsync(IReadOnlyCollection<string> keys, DateTimeOffset unusedSince, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.WriteAsync(
            () => db.Templates.Where(template => keys.Contains(template.Key) && template.KeptAt < unusedSince)
                .ExecuteDeleteAsync(cancellationToken),
            cancellationToken);
    }

    private static async Task<bool> NoteAsync(WorkflowsDbContext db, string key, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.WriteAsync(
            () => db.Templates.Where(template => template.Key == key)
                .ExecuteUpdateAsync(set => set.SetProperty(template => template.KeptAt, now), cancellationToken),
            cancellationToken) > 0;
}
