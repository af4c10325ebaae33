using ArtEngine.Generation.Application.Erasure.Retention;
using ArtEngine.Generation.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>
/// Each job has the number of the terms under which it was reviewed last, and an index has those that have ended by it: what is to be
/// reviewed is found without reading what is not.
/// </summary>
internal sealed class EfRetention(IDbContextFactory<GenerationDbContext> contexts, TimeProvider clock) : IRetention
{
    /// <summary>Nobody else sets or reads what expires, or marks favourites, meanwhile.</summary>
    public const string Turn = "retention";

    /// <summary>Small enough that others who write hardly notice.</summary>
    private const int ForgottenAtOnce = 500;

    private const int UsersAtOnce = 20;

    public Task<int> BeginAsync(string wording, CancellationToken cancellationToken) => AcquireAsync(
        async db =>
        {
            var mark = await db.RetentionMarks.SingleOrDefaultAsync(cancellationToken);
            if (mark is null && wording.Length == 0)
            {
                return 0;
            }

            if (mark is null)
            {
                db.Add(mark = new() { Wording = "" });
            }

            if (mark.Wording != wording)
            {
                (mark.Version, mark.Wording) = (mark.Version + 1, wording);
                await db.SaveChangesAsync(cancellationToken);
            }

            return mark.Version;
        },
        cancellationToken);

    public Task ReviewAgainAsync(Guid? userId, bool mayExpire, CancellationToken cancellationToken) => AcquireAsync(
        async db =>
        {
            var mark = await db.RetentionMarks.SingleOrDefaultAsync(cancellationToken);
            if (mark is null && !mayExpire)
            {
                return 0;
            }

            if (mark is null)
            {
                db.Add(mark = new() { Wording = "" });
            }

            mark.Version += userId is null || mark.Version == 0 ? 1 : 0;
            if (userId is { } user)
            {
                // Most end users keep what the user keeps who vouches for them.
                var endUsers = db.Turns.Where(turn => turn.ProgramId == user).Select(turn => turn.UserId);
                await db.UserReviews.Where(review => review.UserId == user || endUsers.Contains(review.UserId))
                    .ExecuteDeleteAsync(cancellationToken);
                db.AddRange((await endUsers.ToListAsync(cancellationToken)).Append(user).Distinct()
                    .Select(reviewed => new UserReview { UserId = reviewed }));
            }

            return await db.SaveChangesAsync(cancellationToken);
        },
        cancellationToken);

    public Task<int> ReviewAsync(IRetentionTerms terms, int version, int count, CancellationToken cancellationToken) => AcquireAsync(
        async db =>
        {
            var isMore = await ForgetReviewsAsync(db, cancellationToken);
            var jobs = await db.Jobs
                .Where(job => job.CompletedAt != null && EF.Property<int>(job, ImageJobConfiguration.ReviewedUnder) < version)
                .OrderBy(job => EF.Property<int>(job, ImageJobConfiguration.ReviewedUnder)).Take(count)
                .Select(job => new ReviewedJob(
                    job.Sequence, job.UserId, job.Status, job.CompletedAt!.Value,
                    db.Outputs.Any(output => output.JobId == job.Id && output.IsFavourite)))
                .ToListAsync(cancellationToken);
            if (jobs.Count == 0)
            {
                return isMore ? count : 0;
            }

            var ofUsers = await terms.OfAsync([.. jobs.Select(job => job.UserId).Distinct()], cancellationToken);
            foreach (var alike in jobs.GroupBy(job => job.ExpiresAt(ofUsers[job.UserId])))
            {
                var sequences = alike.Select(job => job.Sequence).ToList();
                await db.Jobs.Where(job => sequences.Contains(job.Sequence)).ExecuteUpdateAsync(
                    set => set.SetProperty(job => job.ExpiresAt, alike.Key)
                        .SetProperty(job => EF.Property<int>(job, ImageJobConfiguration.ReviewedUnder), version),
                    cancellationToken);
            }

            foreach (var (userId, ofUser) in ofUsers)
            {
                await LimitAsync(db, userId, ofUser, cancellationToken);
            }

            return isMore ? count : jobs.Count;
        },
        cancellationToken);

    public Task<IReadOnlyList<Guid>> DeleteExpiredAsync(int count, CancellationToken cancellationToken) => AcquireAsync(
        async db =>
        {
            var now = clock.GetUtcNow();
            var expired = await db.Jobs.Where(job => job.ExpiresAt <= now).OrderBy(job => job.ExpiresAt).Take(count)
                .Select(job => new { job.Id, job.UserId }).ToListAsync(cancellationToken);
            IReadOnlyList<Guid> ids = [.. expired.Select(job => job.Id)];
            if (ids.Count > 0)
            {
                db.AddRange(expired.Select(job => EfDeletions.DeletionOf(job.UserId, job.Id, now)));
                await db.SaveChangesAsync(cancellationToken);
                await db.Jobs.Where(job => ids.Contains(job.Id)).ExecuteDeleteAsync(cancellationToken);
            }

            return ids;
        },
        cancellationToken);

    /// <summary>Some of the ended jobs of users with other terms are as if they had just ended.</summary>
    /// <returns>Whether there are more such users.</returns>
    private static async Task<bool> ForgetReviewsAsync(GenerationDbContext db, CancellationToken cancellationToken)
    {
        var users = await db.UserReviews.OrderBy(review => review.UserId).Take(UsersAtOnce).ToListAsync(cancellationToken);
        if (users.Count == 0)
        {
            return false;
        }

        var forgotten = 0;
        foreach (var review in users.TakeWhile(_ => forgotten < ForgottenAtOnce))
        {
            var some = await db.Jobs.Where(job => job.UserId == review.UserId && job.CompletedAt != null && job.Sequence > review.After)
                .OrderBy(job => job.Sequence).Select(job => job.Sequence).Take(ForgottenAtOnce).ToListAsync(cancellationToken);
            await db.Jobs.Where(job => some.Contains(job.Sequence)).ExecuteUpdateAsync(
                set => set.SetProperty(job => EF.Property<int>(job, ImageJobConfiguration.ReviewedUnder), 0), cancellationToken);
            forgotten += some.Count;
            if (some.Count == ForgottenAtOnce)
            {
                review.After = some[^1];
            }
            else
            {
                db.Remove(review);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return await db.UserReviews.AnyAsync(cancellationToken);
    }

    /// <summary>Reads from the newest job to the first that is too much, and no further: what a user may keep bounds it.</summary>
    private async Task LimitAsync(GenerationDbContext db, Guid userId, KeepTerms terms, CancellationToken cancellationToken)
    {
        if (terms is { Jobs: null, Bytes: null })
        {
            return;
        }

        var now = clock.GetUtcNow();
        var kept = db.Jobs.Where(job => job.UserId == userId && job.CompletedAt != null && (job.ExpiresAt == null || job.ExpiresAt > now) &&
            !db.Outputs.Any(output => output.JobId == job.Id && output.IsFavourite));
        var newest = kept.OrderByDescending(job => job.Sequence).Select(job => new
        {
            job.Sequence,
            Bytes = db.Outputs.Where(output => output.JobId == job.Id).Sum(output => output.SizeBytes),
        });
        var favourites = terms.Bytes is null ? 0 : await db.Outputs.Where(output => output.UserId == userId && output.IsFavourite)
            .SumAsync(output => output.SizeBytes, cancellationToken);
        var (jobs, bytes, surplus) = (0, favourites, (long?)null);
        await foreach (var job in newest.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            (jobs, bytes) = (jobs + 1, bytes + job.Bytes);
            if (jobs > terms.Jobs || bytes > terms.Bytes)
            {
                surplus = job.Sequence;
                break;
            }
        }

        if (surplus is { } first)
        {
            await kept.Where(job => job.Sequence <= first)
                .ExecuteUpdateAsync(set => set.SetProperty(job => job.ExpiresAt, now), cancellationToken);
        }
    }

    private async Task<T> AcquireAsync<T>(Func<GenerationDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunExclusiveAsync(Turn, () => work(db), cancellationToken);
    }

    private sealed record ReviewedJob(long Sequence, Guid UserId, JobStatus Status, DateTimeOffset CompletedAt, bool IsFavourite)
    {
        /// <summary>To the minute, so that many have the same and are stored together.</summary>
        public DateTimeOffset? ExpiresAt(KeepTerms terms)
        {
            var keep = Status == JobStatus.Succeeded ? terms.Succeeded : terms.Others;
            return IsFavourite || keep is not { } time ? null : Minute(CompletedAt) + time;
        }

        private static DateTimeOffset Minute(DateTimeOffset time) =>
            new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero).AddMinutes(1);
    }
}
