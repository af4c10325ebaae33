using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Application;
using ArtEngine.Users.Contracts;
using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class EfPlans(IDbContextFactory<UsersDbContext> contexts, ISignals signals, TimeProvider clock) : IPlans
{
    public async Task<IReadOnlyList<Plan>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Plans.AsNoTracking().OrderBy(plan => plan.Name).ToListAsync(cancellationToken);
    }

    public Task SaveAsync(Plan plan, CancellationToken cancellationToken) => ChangeAsync(
        async db =>
        {
            if (await db.Plans.AsNoTracking().AnyAsync(other => other.Name == plan.Name, cancellationToken))
            {
                db.Update(plan);
            }
            else
            {
                db.Add(plan);
            }

            Tell(db, plan.Name, plan);
            return true;
        },
        cancellationToken);

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => ChangeAsync(
        async db =>
        {
            if (await db.Plans.SingleOrDefaultAsync(plan => plan.Name == name, cancellationToken) is not { } gone)
            {
                return false;
            }

            db.Remove(gone);
            Tell(db, name, name == Plan.Default ? null : await FindAsync(db, Plan.Default, cancellationToken));
            return true;
        },
        cancellationToken);

    public Task<AssignOutcome> AssignAsync(Guid userId, string? name, CancellationToken cancellationToken) => ChangeAsync(
        async db =>
        {
            if (await db.Users.SingleOrDefaultAsync(user => user.Id == userId, cancellationToken) is not { } user)
            {
                return AssignOutcome.UnknownUser;
            }

            if (name is not null && await FindAsync(db, name, cancellationToken) is null)
            {
                return AssignOutcome.UnknownPlan;
            }

            user.Assign(name);
            var plan = await FirstAsync(db, user.Plan, user.ToldPlan, cancellationToken);
            Tell(db, plan?.Name ?? "", plan, userId);
            return AssignOutcome.Assigned;
        },
        cancellationToken);

    public async Task<HeldPlans> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken);
        if (user is null || EndUser.OwnerOf(user.Issuer) is not { } ownerId)
        {
            return new(await FirstAsync(db, user?.Plan, user?.ToldPlan, cancellationToken));
        }

        var owner = await db.Users.AsNoTracking().SingleOrDefaultAsync(other => other.Id == ownerId, cancellationToken);
        var owners = await FirstAsync(db, owner?.Plan, owner?.ToldPlan, cancellationToken);
        // End users have what the one has who vouches for them, unless they were given a plan of their own.
        return new(user.Plan is null ? owners : await FirstAsync(db, user.Plan, null, cancellationToken), ownerId, owners);
    }

    /// <summary>What an administrator said, else what the issuer said, else the default; whichever of them is there.</summary>
    private static async Task<Plan?> FirstAsync(UsersDbContext db, string? assigned, string? told, CancellationToken cancellationToken)
    {
        var plans = await db.Plans.AsNoTracking()
            .Where(plan => plan.Name == assigned || plan.Name == told || plan.Name == Plan.Default).ToListAsync(cancellationToken);
        return plans.Find(plan => plan.Name == assigned) ?? plans.Find(plan => plan.Name == told) ?? plans.Find(
            plan => plan.Name == Plan.Default);
    }

    private static Task<Plan?> FindAsync(UsersDbContext db, string name, CancellationToken cancellationToken) =>
        db.Plans.AsNoTracking().SingleOrDefaultAsync(plan => plan.Name == name, cancellationToken);

    private void Tell(UsersDbContext db, string name, Plan? plan, Guid? userId = null)
    {
        var now = clock.GetUtcNow();
        db.AddToOutbox(new PlanChanged(
            Guid.CreateVersion7(now), now, userId, name, plan?.Weight ?? 1, plan?.MaxRunning,
            plan is { StorageBytes: not null } or { KeepDays: not null }));
    }

    private Task<T> ChangeAsync<T>(Func<UsersDbContext, Task<T>> change, CancellationToken cancellationToken) =>
        contexts.ChangeAsync(change, () => signals.Notify(UserTopics.Plans), cancellationToken);
}
