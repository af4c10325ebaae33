using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Application;
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

            db.TellPlan(plan.Name, plan, clock.GetUtcNow());
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
            db.TellPlan(
                name, name == Plan.Default ? null : await FindAsync(db, Plan.Default, cancellationToken), clock.GetUtcNow());
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

            await db.ChangeAsync(user, known => known.Assign(name), clock.GetUtcNow(), cancellationToken);
            return AssignOutcome.Assigned;
        },
        cancellationToken);

    public async Task<HeldPlans> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken);
        if (user is null || EndUser.OwnerOf(user.Issuer) is not { } ownerId)
        {
            return new(await db.FindPlanAsync(user?.Plan, user?.ToldPlan, cancellationToken));
        }

        var owner = await db.Users.AsNoTracking().SingleOrDefaultAsync(other => other.Id == ownerId, cancellationToken);
        var owners = await db.FindPlanAsync(owner?.Plan, owner?.ToldPlan, cancellationToken);
        // End users have what the one has who vouches for them, unless they were given a plan of their own.
        return new(user.Plan is null ? owners : await db.FindPlanAsync(user.Plan, null, cancellationToken), ownerId, owners);
    }

    private static Task<Plan?> FindAsync(UsersDbContext db, string name, CancellationToken cancellationToken) =>
        db.Plans.AsNoTracking().SingleOrDefaultAsync(plan => plan.Name == name, cancellationToken);

    private Task<T> ChangeAsync<T>(Func<UsersDbContext, Task<T>> change, CancellationToken cancellationToken) =>
        contexts.ChangeAsync(change, () => signals.Notify(UserTopics.Plans), cancellationToken);
}
