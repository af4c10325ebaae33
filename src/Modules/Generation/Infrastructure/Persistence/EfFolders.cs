using ArtEngine.Generation.Application.Library.Folders;
using ArtEngine.Generation.Domain.Library;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>Whatever changes a user's folders takes turns, in the whole cluster: none comes to be in itself.</summary>
internal sealed class EfFolders(IDbContextFactory<GenerationDbContext> contexts) : IFolders
{
    public async Task<IReadOnlyList<Folder>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Folders.AsNoTracking().Where(folder => folder.UserId == userId).OrderBy(folder => folder.Name)
            .ThenBy(folder => folder.Id).ToListAsync(cancellationToken);
    }

    public Task<(FolderOutcome Outcome, Folder Folder)> SaveAsync(
        Folder folder, bool isNew, CancellationToken cancellationToken) => AcquireAsync(
        folder.UserId,
        async (db, folders) =>
        {
            var stored = folders.SingleOrDefault(one => one.Id == folder.Id);
            if (stored is null && !isNew)
            {
                return (FolderOutcome.UnknownFolder, folder);
            }

            var outcome = new FolderTree(folders).Judge(folder.Id, folder.ParentId, folder.Name);
            if (outcome != FolderOutcome.Done)
            {
                return (outcome, folder);
            }

            if (stored is null)
            {
                db.Add(folder);
            }
            else
            {
                (stored.Name, stored.ParentId) = (folder.Name, folder.ParentId);
            }

            await db.SaveChangesAsync(cancellationToken);
            return (FolderOutcome.Done, stored ?? folder);
        },
        cancellationToken);

    public Task<bool> RemoveAsync(Guid id, Guid userId, CancellationToken cancellationToken) => AcquireAsync(
        userId,
        async (db, folders) =>
        {
            if (folders.All(folder => folder.Id != id))
            {
                return false;
            }

            var gone = new FolderTree(folders).Within(id);
            await db.Outputs.Where(output => output.UserId == userId && output.FolderId != null && gone.Contains(output.FolderId.Value))
                .ExecuteUpdateAsync(set => set.SetProperty(output => output.FolderId, (Guid?)null), cancellationToken);
            await db.Folders.Where(folder => gone.Contains(folder.Id)).ExecuteDeleteAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<bool> MoveAsync(
        IReadOnlyCollection<Guid> outputIds, Guid? folderId, Guid userId, CancellationToken cancellationToken) => AcquireAsync(
        userId,
        async (db, folders) =>
        {
            if (folderId is { } id && folders.All(folder => folder.Id != id))
            {
                return false;
            }

            await db.Outputs.Where(output => output.UserId == userId && outputIds.Contains(output.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(output => output.FolderId, folderId), cancellationToken);
            return true;
        },
        cancellationToken);

    private async Task<T> AcquireAsync<T>(
        Guid userId, Func<GenerationDbContext, IReadOnlyList<Folder>, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunExclusiveAsync(
            $"folders of {userId}",
            async () => await work(
                db, await db.Folders.Where(folder => folder.UserId == userId).ToListAsync(cancellationToken)),
            cancellationToken);
    }
}
