using System.Collections.Concurrent;
using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Contracts;

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
        var plan = await _plans.OfAsync(userId, cancellationToken) is { } found
            ? new UserPlan(found.Name)
            {
                Weight = found.Weight,
                MaxRunning = found.MaxRunning,
                MaxQueued = found.MaxQueued,
                GpuSecondsPerDay = found.GpuSecondsPerDay,
                GpuSecondsPerMonth = found.GpuSecondsPerMonth,
                StorageBytes = found.StorageBytes,
                KeepDays = found.KeepDays,
                Workflows = found.Workflows,
            }
            : UserPlan.None;
        known[userId] = (plan, at);
        return plan;
    }

    public void Dispose() => _changes.Dispose();

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
