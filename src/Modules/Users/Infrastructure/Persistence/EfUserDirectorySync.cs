using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Application;
using ArtEngine.Users.Contracts;
using ArtEngine.Users.Domain;
using ArtEngine.Users.Infrastructure.Fief;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class EfUserDirectorySync(
    IDbContextFactory<UsersDbContext> contexts, ISignals signals, TimeProvider clock, IOptions<FiefOptions> options) : IUserDirectorySync
{
    /// <summary>Small enough that whoever waits for the turn hardly notices.</summary>
    private const int ErasedAtOnce = 100;

    public async Task<ProfileChange> TakeOverAsync(IssuerProfile told, bool mayRefresh, CancellationToken cancellationToken)
    {
        var change = await ChangeAsync(
            async db =>
            {
                var change = await TakeOverAsync(db, told, cancellationToken);
                if (change == ProfileChange.Unsettled && mayRefresh)
                {
                    await RequestRefreshAsync(db, told.Subject, cancellationToken);
                }

                return change;
            },
            cancellationToken);
        if (change == ProfileChange.Unsettled && mayRefresh)
        {
            signals.Notify(UserTopics.PendingRefreshes);
        }

        if (!told.IsActive)
        {
            signals.Notify(UserTopics.Access);
        }

        return change;
    }

    public async Task<ProfileChange> PreviewAsync(IssuerProfile told, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        // Never saved.
        return await TakeOverAsync(db, told, cancellationToken);
    }

    public async Task<bool> EraseAsync(string subject, CancellationToken cancellationToken)
    {
        try
        {
            return await ChangeAsync(
                async db =>
                {
                    var wasErased = await db.Tombstones.AnyAsync(erased => erased.Subject == subject, cancellationToken);
                    var users = await db.Users.Where(user => user.Subject == subject).ToListAsync(cancellationToken);
                    await EraseAsync(db, subject, users, wasErased, cancellationToken);
                    return !wasErased || users.Count > 0;
                },
                cancellationToken);
        }
        finally
        {
            // Whoever leaves during the commit does not know whether it came to it.
            signals.Notify(UserTopics.Access);
        }
    }

    public async Task<int> EraseSomeOfAsync(Guid tenantId, string? issuer, CancellationToken cancellationToken)
    {
        try
        {
            return await ChangeAsync(db => EraseSomeOfAsync(db, tenantId, issuer, cancellationToken), cancellationToken);
        }
        finally
        {
            signals.Notify(UserTopics.Access);
        }
    }

    public async Task ForgetErasedAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.ForgetDeletedAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<string>> SubjectsAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (issuer, tenants) = (options.Value.Issuer, $"{options.Value.Issuer}/");
        // Without a domain, for trying out, only those are Fief's of whom it told.
        var users = options.Value.HasDomain
            ? db.Users.Where(user => user.Issuer == issuer || user.Issuer.StartsWith(tenants))
            : db.Users.Where(user => user.TenantId != null);
        if (after is not null)
        {
            users = users.Where(user => string.Compare(user.Subject, after) > 0);
        }

        return await users.Select(user => user.Subject).Distinct().OrderBy(subject => subject).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task AddToOutboxAsync(Reconciliation result, bool isDryRun, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        db.AddToOutbox(new UsersReconciled(
            Guid.CreateVersion7(now), now, result.Listed, result.Changed, result.Missing, result.Erased, result.IsHeldBack, isDryRun));
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<ProfileChange> TakeOverAsync(UsersDbContext db, IssuerProfile told, CancellationToken cancellationToken)
    {
        if (await db.IsErasedAsync(told.Subject, cancellationToken) ||
            await db.ErasedTenants.AnyAsync(tenant => tenant.Id == told.TenantId, cancellationToken))
        {
            return ProfileChange.Erased;
        }

        if (await db.Users.SingleOrDefaultAsync(
            user => user.Issuer == told.Issuer && user.Subject == told.Subject, cancellationToken) is { } known)
        {
            return known.TakeOver(told, clock.GetUtcNow());
        }

        // Fief tells of everybody in the tenant, other applications' users among them.
        return ProfileChange.Unknown;
    }

    private async Task RequestRefreshAsync(UsersDbContext db, string subject, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await db.PendingRefreshes.SingleOrDefaultAsync(refresh => refresh.Subject == subject, cancellationToken) is { } waiting)
        {
            waiting.RequestAgain(now);
        }
        else
        {
            db.Add(new PendingRefresh(subject, now));
        }
    }

    private async Task<int> EraseSomeOfAsync(UsersDbContext db, Guid tenantId, string? issuer, CancellationToken cancellationToken)
    {
        if (!await db.ErasedTenants.AnyAsync(tenant => tenant.Id == tenantId, cancellationToken))
        {
            db.Add(new TenantTombstone(tenantId, issuer, clock.GetUtcNow()));
        }

        var users = await db.Users.Where(user => user.TenantId == tenantId || (issuer != null && user.Issuer == issuer))
            .OrderBy(user => user.Id).Take(ErasedAtOnce).ToListAsync(cancellationToken);
        var subjects = users.Select(user => user.Subject).ToList();
        var erased = await db.Tombstones.Where(user => subjects.Contains(user.Subject)).Select(user => user.Subject)
            .ToListAsync(cancellationToken);
        foreach (var rows in users.GroupBy(user => user.Subject))
        {
            await EraseAsync(db, rows.Key, [.. rows], erased.Contains(rows.Key), cancellationToken);
        }

        return users.Count;
    }

    /// <summary>Whatever the issuer was called when the rows were made: the id is the user's own in all of Fief.</summary>
    private async Task EraseAsync(
        UsersDbContext db, string subject, List<User> rows, bool wasErased, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!wasErased)
        {
            db.Add(new UserTombstone(subject, rows.Count == 0 ? null : rows[0].Id, now));
        }

        foreach (var user in rows)
        {
            await db.RemoveAsync(user, now, cancellationToken);
        }
    }

    private async Task<T> ChangeAsync<T>(Func<UsersDbContext, Task<T>> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunExclusiveAsync(
            async () =>
            {
                var answer = await change(db);
                await db.SaveChangesAsync(cancellationToken);
                return answer;
            },
            cancellationToken);
    }
}
