using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class ClusterClockTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    private readonly FakeClock _own = new();
    private readonly ClusterClock _clock;

    public ClusterClockTests() => _clock = new(_own);

    [Fact]
    public void Before_the_database_was_asked_it_is_the_nodes_own()
    {
        _own.Advance(TimeSpan.FromMinutes(1));
        _clock.GetUtcNow().ShouldBe(_own.GetUtcNow());
    }

    [Fact]
    public void A_quick_answer_counts_from_the_question_whether_it_is_earlier_or_later()
    {
        foreach (var off in new[] { TimeSpan.FromHours(2), TimeSpan.FromHours(-2) })
        {
            var asked = _own.GetUtcNow();
            Answer(asked + off, Quick);
            _own.Advance(TimeSpan.FromSeconds(3));
            _clock.GetUtcNow().ShouldBe(asked + off + Quick + TimeSpan.FromSeconds(3));
        }
    }

    [Fact]
    public void The_first_answer_counts_however_long_it_took()
    {
        Answer(_own.GetUtcNow().AddHours(-2), Slow);
        _clock.GetUtcNow().ShouldBe(_own.GetUtcNow().AddHours(-2) - Slow);
    }

    [Fact]
    public void A_slow_answer_puts_the_clock_forward_and_never_back()
    {
        Answer(_own.GetUtcNow(), Quick);
        Answer(_own.GetUtcNow(), Slow);
        _clock.GetUtcNow().ShouldBe(_own.GetUtcNow(), "what was known is better");

        // The machine was suspended for a minute.
        Answer(_own.GetUtcNow().AddMinutes(1), Slow);
        _clock.GetUtcNow().ShouldBe(_own.GetUtcNow().AddMinutes(1) - Slow);
    }

    /// <summary>The database says this, which takes so long.</summary>
    private void Answer(DateTimeOffset time, TimeSpan took)
    {
        var asked = _own.GetTimestamp();
        _own.Advance(took);
        _clock.Note(time, asked, _own.GetTimestamp());
    }
}
