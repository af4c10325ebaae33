using System.Collections.Concurrent;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

/// <summary>Takes the next job as a lane does, for a server that is enlisted when it is first named.</summary>
internal sealed class Claimer(IDispatchQueue jobs, IBackends backends, ILaneLeases leases)
{
    public static Claimer On(TemporaryDatabase<GenerationDbContext> database, IDispatchQueue jobs, TimeProvider clock)
    {
        var clusterClock = new ClusterClock(clock);
        var backends = new EfBackends(database.Contexts, clusterClock, database.Signals);
        return new(jobs, backends, new EfLaneLeases(database.Contexts, backends, clusterClock, database.Signals, clock));
    }

    private readonly ConcurrentDictionary<string, Lazy<Task<LaneLease>>> _leases = new();

    public async Task<ImageJob?> ClaimNextAsync(string server, CancellationToken cancellationToken)
    {
        var lease = await LeaseAsync(server);
        while (DispatchDecision.Of(
            await jobs.WaitingAsync(new(32, Suspects: false, AvoidedBy: null, []), cancellationToken), loaded: null) is { } choice)
        {
            if (await jobs.ClaimAsync(lease, choice, cancellationToken) is { } job)
            {
                return job;
            }
        }

        return null;
    }

    public Task<LaneLease> LeaseAsync(string server) => _leases.GetOrAdd(server, name => new(() => TakeAsync(name))).Value;

    private async Task<LaneLease> TakeAsync(string server)
    {
        await backends.AddAsync(Backend.Add(server, $"http://{server}:8188", 1, 2, null, isFromSettings: true, Samples.Noon), default);
        return (await leases.TryTakeAsync(server, default))!;
    }
}
