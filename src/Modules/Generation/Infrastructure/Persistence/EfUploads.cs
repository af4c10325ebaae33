using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>
/// Whatever adds, uses or lets go of a user's pictures takes turns, in the whole cluster: what it looked at stays true
/// until it is stored.
/// </summary>
internal sealed class EfUploads(IDbContextFactory<GenerationDbContext> contexts, TimeProvider clock)
    : IUploads, IOverdueUploads, IJobPictures, IUploadList, IUploadHashes
{
    public Task<bool> TryAddAsync(Upload upload, long mostBytes, CancellationToken cancellationToken) => AcquireAsync(
        upload.UserId,
        async db =>
        {
            var taken = await db.Uploads.Where(other => other.UserId == upload.UserId)
                .SumAsync(other => other.SizeBytes, cancellationToken);
            if (taken + upload.SizeBytes > mostBytes)
            {
                return false;
            }

            db.Add(upload);
            await db.SaveChangesAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<Upload?> KeepAsync(
        Upload upload, long sizeBytes, ContentHashes hashes, CancellationToken cancellationToken) => AcquireAsync(
        upload.UserId,
        async db =>
        {
            if (await db.Uploads.SingleOrDefaultAsync(
                row => row.Id == upload.Id && row.State == UploadState.Arriving, cancellationToken) is not { } row)
            {
                return null;
            }

            var earlier = await db.Uploads.Where(
                other => other.UserId == upload.UserId && other.Hash == hashes.Sha256 && other.State == UploadState.Kept)
                .OrderBy(other => other.CreatedAt).FirstOrDefaultAsync(cancellationToken);
            if (earlier is null)
            {
                row.Keep(sizeBytes, hashes);
            }
            else
            {
                row.MarkForDeletion();
                earlier.Use(hashes.Blake3, clock.GetUtcNow());
            }

            await db.SaveChangesAsync(cancellationToken);
            return earlier ?? row;
        },
        cancellationToken);

    public async Task NoteArrivingAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            () => db.Uploads.Where(upload => upload.Id == id && upload.State == UploadState.Arriving)
                .ExecuteUpdateAsync(set => set.SetProperty(upload => upload.LastUsedAt, clock.GetUtcNow()), cancellationToken),
            cancellationToken);
    }

    public async Task<Upload?> FindAsync(Guid id, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Uploads.AsNoTracking()
            .SingleOrDefaultAsync(
                upload => upload.Id == id && upload.UserId == userId && upload.State == UploadState.Kept, cancellationToken);
    }

    public async Task<Upload?> FindAsync(string blake3, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ByBlake3(db, blake3, userId).AsNoTracking().FirstOrDefaultAsync(cancellationToken);
    }

    public Task<Upload?> UseAsync(string blake3, Guid userId, CancellationToken cancellationToken) => AcquireAsync(
        userId,
        async db =>
        {
            var found = await ByBlake3(db, blake3, userId).FirstOrDefaultAsync(cancellationToken);
            found?.Use(blake3, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return found;
        },
        cancellationToken);

    private static IQueryable<Upload> ByBlake3(GenerationDbContext db, string blake3, Guid userId) => db.Uploads
        .Where(upload => upload.UserId == userId && upload.Blake3 == blake3 && upload.State == UploadState.Kept)
        .OrderBy(upload => upload.CreatedAt);

    public async Task<IReadOnlyList<InputPicture>> OfJobAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.JobPictures.Where(picture => picture.JobId == jobId)
            .Select(picture => new InputPicture(
                picture.NodeId,
                picture.Input,
                db.Uploads.SingleOrDefault(upload => upload.Id == picture.UploadId && upload.State == UploadState.Kept)))
            .AsNoTracking().ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Upload>> ListAsync(
        Guid userId, PageCursor? after, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var mine = db.Uploads.AsNoTracking().Where(upload => upload.UserId == userId && upload.State == UploadState.Kept);
        if (after is { } last)
        {
            mine = mine.Where(upload => upload.CreatedAt <= last.CreatedAt &&
                (upload.CreatedAt < last.CreatedAt || upload.Id.CompareTo(last.Id) < 0));
        }

        return await mine.OrderByDescending(upload => upload.CreatedAt).ThenByDescending(upload => upload.Id).Take(count)
            .ToListAsync(cancellationToken);
    }

    public Task<Upload?> MarkForDeletionAsync(Guid id, Guid userId, CancellationToken cancellationToken) => AcquireAsync(
        userId,
        async db =>
        {
            var mine = db.Uploads.Where(upload => upload.Id == id && upload.UserId == userId && upload.State == UploadState.Kept);
            if (await mine.SingleOrDefaultAsync(cancellationToken) is not { } upload)
            {
                return null;
            }

            if (!await Unused(db, mine).AnyAsync(cancellationToken))
            {
                throw new AppException(
                    ErrorKind.Conflict, "upload_in_use", "A job of yours that has not ended takes this picture; wait for it or cancel it.");
            }

            upload.MarkForDeletion();
            await db.SaveChangesAsync(cancellationToken);
            return upload;
        },
        cancellationToken);

    public async Task<IReadOnlyList<Upload>> MarkForDeletionAsync(
        DateTimeOffset unusedSince, DateTimeOffset arrivingSince, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await Due(db, unusedSince, arrivingSince).OrderBy(upload => upload.LastUsedAt).Take(count).AsNoTracking()
            .ToListAsync(cancellationToken);
        var leaving = new List<Upload>();
        foreach (var upload in due)
        {
            if (upload.State == UploadState.Deleting ||
                await MarkForDeletionIfStillDueAsync(upload, unusedSince, arrivingSince, cancellationToken))
            {
                leaving.Add(upload);
            }
        }

        return leaving;
    }

    public async Task PostponeAsync(IReadOnlyCollection<Guid> ids, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            () => db.Uploads.Where(upload => ids.Contains(upload.Id) && upload.State == UploadState.Deleting)
                .ExecuteUpdateAsync(set => set.SetProperty(upload => upload.LastUsedAt, until), cancellationToken),
            cancellationToken);
    }

    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            () => db.Uploads.Where(upload => upload.Id == id && upload.State == UploadState.Deleting)
                .ExecuteDeleteAsync(cancellationToken), cancellationToken);
    }

    public Task<bool> MarkForDeletionUnlessKeptAsync(Upload upload, CancellationToken cancellationToken) => AcquireAsync(
        upload.UserId,
        async db =>
        {
            var row = await db.Uploads.SingleOrDefaultAsync(row => row.Id == upload.Id, cancellationToken);
            if (row?.State == UploadState.Kept)
            {
                return false;
            }

            row?.MarkForDeletion();
            await db.SaveChangesAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>Saves the job with its pictures, which are there then and stay as long as it is open.</summary>
    /// <returns>False, with nothing stored, when as many jobs of its turn wait as may.</returns>
    public static Task<bool> SaveWithPicturesAsync(
        GenerationDbContext db, ImageJob job, TurnTerms terms, CancellationToken cancellationToken) => db.RunExclusiveAsync(
        TurnOf(job.UserId),
        async () =>
        {
            if (!await EfTurns.PrepareAsync(db, job.TurnId, job.UserId, terms, cancellationToken))
            {
                return false;
            }

            var ids = job.Pictures.Select(picture => picture.UploadId).Distinct().ToList();
            var used = await db.Uploads.Where(
                upload => ids.Contains(upload.Id) && upload.UserId == job.UserId && upload.State == UploadState.Kept)
                .ExecuteUpdateAsync(set => set.SetProperty(upload => upload.LastUsedAt, job.CreatedAt), cancellationToken);
            return used == ids.Count
                ? await db.SaveChangesAsync(cancellationToken) > 0
                : throw new AppException(
                    ErrorKind.Invalid, "invalid_parameters", "An uploaded picture that the parameters name was deleted just now.");
        },
        cancellationToken);

    private IQueryable<Upload> Due(GenerationDbContext db, DateTimeOffset unusedSince, DateTimeOffset arrivingSince)
    {
        var now = clock.GetUtcNow();
        return Unused(db, db.Uploads.Where(upload => (upload.State == UploadState.Deleting && upload.LastUsedAt <= now) ||
            (upload.State == UploadState.Kept && upload.LastUsedAt < unusedSince) ||
            (upload.State == UploadState.Arriving && upload.LastUsedAt < arrivingSince)));
    }

    private static IQueryable<Upload> Unused(GenerationDbContext db, IQueryable<Upload> uploads) => uploads.Where(upload =>
        !db.JobPictures.Any(picture => picture.UploadId == upload.Id &&
            db.Jobs.Any(job => job.Id == picture.JobId && job.CompletedAt == null)));

    private Task<bool> MarkForDeletionIfStillDueAsync(
        Upload upload, DateTimeOffset unusedSince, DateTimeOffset arrivingSince, CancellationToken cancellationToken) =>
        AcquireAsync(
            upload.UserId,
            async db =>
            {
                if (await Due(db, unusedSince, arrivingSince)
                    .SingleOrDefaultAsync(row => row.Id == upload.Id, cancellationToken) is not { } row)
                {
                    return false;
                }

                row.MarkForDeletion();
                await db.SaveChangesAsync(cancellationToken);
                return true;
            },
            cancellationToken);

    private async Task<T> AcquireAsync<T>(Guid userId, Func<GenerationDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunExclusiveAsync(TurnOf(userId), () => work(db), cancellationToken);
    }

    private static string TurnOf(Guid userId) => $"uploads of {userId}";
}
