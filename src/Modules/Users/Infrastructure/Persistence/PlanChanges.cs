using ArtEngine.Users.Contracts;
using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

/// <summary>The plans that users have, and the events of changes.</summary>
internal static class PlanChanges
{
    /// <summary>What an administrator said, else what the issuer said, else the default; whichever of them is there.</summary>
    public static async Task<Plan?> FindPlanAsync(
        this UsersDbContext db, string? assigned, string? told, CancellationToken cancellationToken)
    {
        var plans = await db.Plans.AsNoTracking()
            .Where(plan => plan.Name == assigned || plan.Name == told || plan.Name == Plan.Default).ToListAsync(cancellationToken);
        return plans.Find(plan => plan.Name == assigned) ?? plans.Find(plan => plan.Name == told) ?? plans.Find(
            plan => plan.Name == Plan.Default);
    }

    /// <summary>Changes the user, and tells when they have another plan by that.</summary>
    public static async Task ChangeAsync(
        this UsersDbContext db, User user, Action<User> change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (assigned, told) = (user.Plan, user.ToldPlan);
        change(user);
        if ((user.Plan, user.ToldPlan) == (assigned, told))
        {
            return;
        }

        var before = await db.FindPlanAsync(assigned, told, cancellationToken);
        var plan = await db.FindPlanAsync(user.Plan, user.ToldPlan, cancellationToken);
        if (plan?.Name != before?.Name)
        {
            db.TellPlan(plan?.Name ?? "", plan, now, user.Id, before?.Name ?? "");
        }
    }

    /// <summary>Stores the event with the change.</summary>
    /// <param name="db">Where the change is.</param>
    /// <param name="name">The plan's name, also of one that is gone.</param>
    /// <param name="plan">What it gives; null when it limits nothing.</param>
    /// <param name="now">When.</param>
    /// <param name="userId">Who has it now; null when all who have it are meant.</param>
    /// <param name="before">The name of the plan that the user had.</param>
    public static void TellPlan(
        this UsersDbContext db, string name, Plan? plan, DateTimeOffset now, Guid? userId = null, string? before = null) =>
        db.AddToOutbox(new PlanChanged(
            Guid.CreateVersion7(now), now, userId, name, plan?.Weight ?? 1, plan?.MaxRunning,
            plan is { StorageBytes: not null } or { KeepDays: not null }, before));
}
