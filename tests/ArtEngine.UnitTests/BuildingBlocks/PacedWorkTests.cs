using ArtEngine.BuildingBlocks;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class PacedWorkTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly DateTimeOffset _start;
    private readonly PacedWork _pace;

    public PacedWorkTests() => (_start, _pace) = (_clock.GetUtcNow(), new(_clock, TimeSpan.FromSeconds(1)));

    public void Dispose() => _pace.Dispose();

    [Fact]
    public async Task The_next_piece_rests_as_long_as_the_one_before_took()
    {
        await TakeAsync(TimeSpan.FromMilliseconds(30));
        var next = TakeAsync(TimeSpan.FromMilliseconds(5));
        await _clock.UntilATimerRunsAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(29));
        next.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        (await next).ShouldBe(_start.AddMilliseconds(65));
    }

    [Fact]
    public async Task A_piece_that_comes_later_rests_not_at_all()
    {
        await TakeAsync(TimeSpan.FromMilliseconds(30));
        _clock.Advance(TimeSpan.FromMilliseconds(30));
        (await TakeAsync(TimeSpan.Zero)).ShouldBe(_start.AddMilliseconds(60));
    }

    [Fact]
    public async Task No_rest_is_longer_than_the_longest()
    {
        await TakeAsync(TimeSpan.FromMinutes(1));
        var next = TakeAsync(TimeSpan.Zero);
        await _clock.UntilATimerRunsAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await next;
    }

    [Fact]
    public async Task Behind_a_failure_is_no_rest()
    {
        await TakeAsync(TimeSpan.Zero);
        await Should.ThrowAsync<TimeoutException>(() => _pace.RunAsync<int>(
            () =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(500));
                throw new TimeoutException();
            },
            default));
        (await TakeAsync(TimeSpan.Zero)).ShouldBe(_start.AddMilliseconds(500));
    }

    [Fact]
    public async Task Who_leaves_while_it_rests_leaves_the_turn_to_others()
    {
        await TakeAsync(TimeSpan.FromMilliseconds(30));
        using var leaving = new CancellationTokenSource();
        var left = _pace.RunAsync(() => Task.FromResult(0), leaving.Token);
        await _clock.UntilATimerRunsAsync();
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(left);
        _clock.Advance(TimeSpan.FromMilliseconds(30));
        await TakeAsync(TimeSpan.Zero);
    }

    /// <returns>When it was done.</returns>
    private Task<DateTimeOffset> TakeAsync(TimeSpan time) => _pace.RunAsync(
        () =>
        {
            _clock.Advance(time);
            return Task.FromResult(_clock.GetUtcNow());
        },
        default);
}
