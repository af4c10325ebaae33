using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.Generation.Application.Rendering.LaneRun;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class DispatcherTests
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly LocalClaims _claims = new();

    [Fact]
    public async Task Lanes_of_one_node_do_not_reach_for_the_same_job()
    {
        var jobs = new MemoryJobs(_clock);
        jobs.All.AddRange([Samples.Job(), Samples.Job()]);
        var dispatcher = Dispatcher(jobs);
        _claims.TryReserve(jobs.All[0].Id).ShouldBeTrue();

        (await ClaimAsync(dispatcher)).ShouldBe(jobs.All[1].Id);
        (await ClaimAsync(dispatcher)).ShouldBeNull("another lane is at it");

        _claims.Release(jobs.All[0].Id);
        (await ClaimAsync(dispatcher)).ShouldBe(jobs.All[0].Id);
        _claims.TryReserve(jobs.All[0].Id).ShouldBeTrue("nobody is at it any more");
    }

    [Fact]
    public async Task Whether_there_may_be_more_is_known_without_looking_again()
    {
        var jobs = new MemoryJobs(_clock);
        jobs.All.AddRange([Samples.Job(), Samples.Job()]);
        var dispatcher = Dispatcher(jobs);
        (await dispatcher.ClaimNextAsync(PeerServers.None, isEmpty: true, default)).MayBeMore.ShouldBeTrue();
        (await dispatcher.ClaimNextAsync(PeerServers.None, isEmpty: true, default)).MayBeMore.ShouldBeFalse();
    }

    private Dispatcher Dispatcher(MemoryJobs jobs)
    {
        var server = new ScriptedServer();
        var capabilities = new CapabilityCache(server, jobs, new(new SteppedSignals(), server.Name), new(_clock));
        return new(server, new LaneLease("gpu-1", 1, _clock.GetTimestamp(), _clock), jobs, _claims, capabilities, _clock);
    }

    private static async Task<Guid?> ClaimAsync(Dispatcher dispatcher) =>
        (await dispatcher.ClaimNextAsync(PeerServers.None, isEmpty: true, default)).Job?.Id;
}
