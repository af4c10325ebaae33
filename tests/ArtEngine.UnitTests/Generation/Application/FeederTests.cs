using ArtEngine.Generation.Application.Rendering;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class FeederTests
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly Reservations _reservations = new();

    [Fact]
    public async Task Lanes_of_one_node_do_not_reach_for_the_same_job()
    {
        var jobs = new MemoryJobs(_clock);
        jobs.All.AddRange([Samples.Job(), Samples.Job()]);
        var feeder = new Feeder(new ScriptedServer(), new LaneLease("gpu-1", 1, _clock.GetTimestamp(), _clock), jobs, _reservations, _clock);
        _reservations.TryReserve(jobs.All[0].Id).ShouldBeTrue();

        (await ClaimAsync(feeder)).ShouldBe(jobs.All[1].Id);
        (await ClaimAsync(feeder)).ShouldBeNull("another lane is at it");

        _reservations.Release(jobs.All[0].Id);
        (await ClaimAsync(feeder)).ShouldBe(jobs.All[0].Id);
        _reservations.TryReserve(jobs.All[0].Id).ShouldBeTrue("nobody is at it any more");
    }

    [Fact]
    public async Task Whether_there_may_be_more_is_known_without_looking_again()
    {
        var jobs = new MemoryJobs(_clock);
        jobs.All.AddRange([Samples.Job(), Samples.Job()]);
        var feeder = new Feeder(new ScriptedServer(), new LaneLease("gpu-1", 1, _clock.GetTimestamp(), _clock), jobs, _reservations, _clock);
        (await feeder.ClaimNextAsync(default, default)).MayBeMore.ShouldBeTrue();
        (await feeder.ClaimNextAsync(default, default)).MayBeMore.ShouldBeFalse();
    }

    private static async Task<Guid?> ClaimAsync(Feeder feeder) => (await feeder.ClaimNextAsync(default, default)).Job?.Id;
}
