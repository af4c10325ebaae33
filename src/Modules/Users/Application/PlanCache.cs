using System.Collections.Concurrent;
using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Contracts;
using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>Who has which plan, remembered for some seconds: it is asked for with each job.</summary>
internal sealed class PlanCache : IDisposable
{
    private const int MaxRemembered = 50_000;

    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    private readonly IPlans _plans;
    private readonly ISignalSubscription _changes;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private ConcurrentDictionary<Guid, (UserPlan Plan, long At)> _known = new();

    public PlanCache(IPlans plans, ISignals signals, TimeProvider clock) =>
        (_plans, _changes, _clock) = (plans, signals.Subscribe(UserTopics.Plans), clock);

    public async ValueTask<UserPlan> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        return Known().TryGetValue(userId, out var entry) && _clock.GetElapsedTime(entry.At) < GoodFor
            ? entry.Plan
            : await ReadAsync(userId, cancellationToken);
    }

    /// <summary>As it is now.</summary>
    public async Task<UserPlan> ReadAsync(Guid userId, CancellationToken cancellationToken)
    {
        // What is looked up while somebody changes it goes into the old one, which nobody reads any more.
        var (known, at) = (Known(), _clock.GetTimestamp());
        var held = await _plans.OfAsync(userId, cancellationToken);
        var plan = Told(held.Own) with { Program = held.OwnerId is { } owner ? new(owner, Told(held.Owners)) : null };
        known[userId] = (plan, at);
        return plan;
    }

    public void Dispose() => _changes.Dispose();

    private static UserPlan Told(Plan? plan) => plan is null
        ? UserPlan.None
        : new(plan.Name)
        {
            Weight = plan.Weight,
            MaxRunning = plan.MaxRunning,
            MaxQueued = plan.MaxQueued,
            GpuSecondsPerDay = plan.GpuSecondsPerDay,
            GpuSecondsPerMonth = plan.GpuSecondsPerMonth,
            StorageBytes = plan.StorageBytes,
            KeepDays = plan.KeepDays,
            Workflows = plan.Workflows,
        };

    private ConcurrentDictionary<Guid, (UserPlan Plan, long At)> Known()
    {
        lock (_lock)
        {
            if (_changes.HasRung() || _known.Count >= MaxRemembered)
            {
                _known = new();
            }

            return _known;
        }
    }
}
