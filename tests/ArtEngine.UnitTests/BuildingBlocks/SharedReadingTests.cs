using ArtEngine.BuildingBlocks;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class SharedReadingTests
{
    private readonly FakeClock _clock = new();
    private readonly Queue<TaskCompletionSource<int>> _answers = new();
    private int _reads;

    [Fact]
    public async Task Who_asks_while_it_is_read_shares_the_next_reading()
    {
        using var reading = Reading(answers: 2);
        var (one, two) = (_answers.ElementAt(0), _answers.ElementAt(1));
        var first = reading.ReadAsync(default);
        var others = Enumerable.Range(0, 500).Select(_ => reading.ReadAsync(default)).ToList();
        one.SetResult(1);
        (await first).ShouldBe(1);
        two.SetResult(2);
        (await Task.WhenAll(others)).ShouldAllBe(value => value == 2);
        _reads.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_young_enough_is_not_read_again()
    {
        using var reading = Reading(answers: 2);
        _answers.ElementAt(0).SetResult(1);
        _answers.ElementAt(1).SetResult(2);
        var second = TimeSpan.FromSeconds(1);
        (await reading.ReadAsync(second, default)).ShouldBe(1);
        _clock.Advance(TimeSpan.FromMilliseconds(900));
        (await reading.ReadAsync(second, default)).ShouldBe(1);
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        (await reading.ReadAsync(second, default)).ShouldBe(2);
    }

    [Fact]
    public async Task A_reading_is_found_by_those_only_who_asked_before_it_began()
    {
        using var reading = Reading(answers: 1);
        var before = reading.Begun;
        reading.TryFindSince(before, out _).ShouldBeFalse("there is none");
        var read = reading.ReadAsync(default);
        var meanwhile = reading.Begun;
        _answers.ElementAt(0).SetResult(7);
        await read;
        reading.TryFindSince(before, out var value).ShouldBeTrue();
        value.ShouldBe(7);
        reading.TryFindSince(meanwhile, out _).ShouldBeFalse("it had begun, and may not have seen what happened then");
    }

    [Fact]
    public async Task One_that_fails_fails_for_who_began_it_and_the_others_read_themselves()
    {
        using var reading = Reading(answers: 2);
        var (one, two) = (_answers.ElementAt(0), _answers.ElementAt(1));
        var first = reading.ReadAsync(default);
        var second = reading.ReadAsync(default);
        one.SetException(new TimeoutException());
        await Should.ThrowAsync<TimeoutException>(first);
        two.SetResult(2);
        (await second).ShouldBe(2);
    }

    [Fact]
    public async Task Who_waited_for_one_that_fails_fails_with_it_and_waits_for_no_further_one()
    {
        using var reading = Reading(answers: 3);
        var first = reading.ReadAsync(default);
        var others = Enumerable.Range(0, 100).Select(_ => reading.ReadAsync(TimeSpan.FromSeconds(1), default)).ToList();
        _answers.ElementAt(0).SetException(new TimeoutException());
        await Should.ThrowAsync<TimeoutException>(first);
        _answers.ElementAt(1).SetException(new TimeoutException());
        foreach (var other in others)
        {
            await Should.ThrowAsync<TimeoutException>(other);
        }

        _reads.ShouldBe(2);
        _answers.ElementAt(2).SetResult(3);
        (await reading.ReadAsync(default)).ShouldBe(3);
    }

    private SharedReading<int> Reading(int answers)
    {
        for (var answer = 0; answer < answers; answer++)
        {
            _answers.Enqueue(new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return new(_ => _answers.ElementAt(_reads++).Task, _clock);
    }
}
