using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>A job that comes wakes all lanes with room, hundreds of them.</summary>
public sealed class QueuePeekTests
{
    private const int Lanes = 500;

    private readonly FakeClock _clock = new(Samples.Noon);
    private int _looks;
    private int _atOnce;
    private int _mostAtOnce;

    [Fact]
    public async Task Few_look_for_it_and_the_others_learn_that_it_is_gone()
    {
        var jobs = new MemoryJobs(_clock);
        jobs.All.Add(Samples.Job());
        using var peek = new QueuePeek(jobs, _clock);
        var claims = await WakeAllAsync(peek, jobs);
        claims.Count(claim => claim is { Job: not null }).ShouldBe(1);
        claims.ShouldAllBe(claim => claim != null);
        _looks.ShouldBeLessThan(20);
        _mostAtOnce.ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public async Task Each_gets_one_when_there_is_one_for_each()
    {
        var jobs = new MemoryJobs(_clock);
        jobs.All.AddRange(Enumerable.Range(0, Lanes).Select(_ => Samples.Job()));
        using var peek = new QueuePeek(jobs, _clock);
        (await WakeAllAsync(peek, jobs)).Count(claim => claim is { Job: not null }).ShouldBe(Lanes);
    }

    [Fact]
    public async Task What_came_after_the_others_found_nothing_is_looked_for()
    {
        var jobs = new MemoryJobs(_clock);
        using var peek = new QueuePeek(jobs, _clock);
        (await WakeAllAsync(peek, jobs)).ShouldAllBe(claim => claim!.Value.Job == null);
        jobs.All.Add(Samples.Job());
        (await WakeAllAsync(peek, jobs)).Count(claim => claim is { Job: not null }).ShouldBe(1);
    }

    [Fact]
    public async Task A_lane_whose_turn_does_not_come_goes_on_with_other_things()
    {
        using var peek = new QueuePeek(new MemoryJobs(_clock), _clock);
        var slow = new TaskCompletionSource<Claim>();
        var looking = Enumerable.Range(0, 4).Select(_ => peek.LookAsync(peek.Anybody, 0, () => slow.Task, default)).ToList();
        var late = peek.LookAsync(peek.Anybody, 0, () => slow.Task, default);
        late.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(300));
        (await late).ShouldBeNull();
        slow.SetResult(default);
        (await Task.WhenAll(looking)).ShouldAllBe(claim => claim != null);
    }

    private Task<Claim?[]> WakeAllAsync(QueuePeek peek, MemoryJobs jobs)
    {
        var since = peek.Anybody.Begun;
        return Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => peek.LookAsync(peek.Anybody, since, () => LookAsync(jobs), default)));
    }

    private async Task<Claim> LookAsync(MemoryJobs jobs)
    {
        Interlocked.Increment(ref _looks);
        _mostAtOnce = Math.Max(_mostAtOnce, Interlocked.Increment(ref _atOnce));
        await Task.Yield();
        Claim claim = default;
        lock (jobs)
        {
            if (jobs.All.Find(job => job.OpenAttemptId is null) is { } job)
            {
                job.Claim(Guid.NewGuid(), "gpu-1", switchesModel: false, Samples.Noon);
                claim = new(job, MayBeMore: false, IsOfNewTurn: false);
            }
        }

        Interlocked.Decrement(ref _atOnce);
        return claim;
    }
}
