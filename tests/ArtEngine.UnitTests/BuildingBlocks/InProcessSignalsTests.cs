using ArtEngine.BuildingBlocks.Infrastructure.Signals;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class InProcessSignalsTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeClock _clock = new();
    private readonly InProcessSignals _signals;

    public InProcessSignalsTests() => _signals = new(_clock);

    [Fact]
    public async Task A_ring_before_the_wait_is_not_missed()
    {
        using var subscription = _signals.Subscribe("a");
        _signals.Notify("a");
        (await subscription.WaitAsync(Minute, default)).ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_ring_ends_a_wait()
    {
        using var subscription = _signals.Subscribe("a");
        var waiting = subscription.WaitAsync(Minute, default);
        waiting.IsCompleted.ShouldBeFalse();
        _signals.Notify("a");
        (await waiting.WaitAsync(Minute)).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Many_rings_between_two_waits_count_as_one()
    {
        using var subscription = _signals.Subscribe("a", "b");
        _signals.Notify("a");
        _signals.Notify("b");
        _signals.Notify("a");
        (await subscription.WaitAsync(Minute, default)).ShouldBe(["a", "b"], ignoreOrder: true);
        subscription.WaitAsync(Minute, default).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task When_the_time_is_over_nothing_rang()
    {
        using var subscription = _signals.Subscribe("a");
        var waiting = subscription.WaitAsync(Minute, default);
        await _clock.UntilATimerRunsAsync();
        _clock.Advance(Minute - TimeSpan.FromTicks(1));
        waiting.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromTicks(1));
        (await waiting.WaitAsync(Minute)).ShouldBeEmpty();
        _signals.Notify("a");
        (await subscription.WaitAsync(Minute, default)).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Other_topics_wake_nobody_and_each_listener_hears_for_itself()
    {
        using var first = _signals.Subscribe("a");
        using var second = _signals.Subscribe("a", "b");
        _signals.Notify("b");
        first.WaitAsync(Minute, default).IsCompleted.ShouldBeFalse();
        (await second.WaitAsync(Minute, default)).ShouldBe(["b"]);
        _signals.Notify("a");
        (await second.WaitAsync(Minute, default)).ShouldBe(["a"]);
    }

    [Fact]
    public void Who_stopped_listening_is_not_woken_and_the_others_are()
    {
        var gone = _signals.Subscribe("a");
        using var other = _signals.Subscribe("a");
        gone.Dispose();
        gone.Dispose();
        _signals.Notify("a");
        gone.WaitAsync(Minute, default).IsCompleted.ShouldBeFalse();
        other.WaitAsync(Minute, default).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_canceled_wait_throws()
    {
        using var subscription = _signals.Subscribe("a");
        using var cancel = new CancellationTokenSource();
        var waiting = subscription.WaitAsync(Minute, cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    [Fact]
    public async Task No_ring_is_lost_when_many_ring_at_once()
    {
        using var subscription = _signals.Subscribe([.. Enumerable.Range(0, 200).Select(topic => $"{topic}")]);
        var ringing = Task.Run(() => Parallel.For(0, 200, topic => _signals.Notify($"{topic}")));
        var heard = new HashSet<string>();
        while (heard.Count < 200)
        {
            heard.UnionWith(await subscription.WaitAsync(Minute, default).WaitAsync(Minute));
        }

        await ringing;
    }
}
