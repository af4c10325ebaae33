using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.UnitTests.Fakes;
using Npgsql;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class IsolatedRunsTests
{
    private readonly DateTimeOffset _noon = new FakeClock().GetUtcNow();
    private readonly IsolatedRuns<string> _runs = new(new SteppedSignals(), "topic", new DatabaseFaults());
    private readonly List<string> _failed = [];
    private readonly Guid _id = Guid.NewGuid();

    [Fact]
    public async Task What_fails_is_told_and_has_a_pause_that_grows_until_it_succeeds()
    {
        await RunAsync(_noon, () => throw new FormatException());
        _runs.Ids.ShouldBeEmpty();
        _runs.Paused(_noon.AddSeconds(9.9)).ShouldBe([_id]);
        _runs.Paused(_noon.AddSeconds(10)).ShouldBeEmpty();

        await RunAsync(_noon.AddSeconds(10), () => throw new FormatException());
        _runs.Paused(_noon.AddSeconds(29.9)).ShouldBe([_id]);
        await RunAsync(_noon.AddSeconds(30), () => Task.CompletedTask);
        await RunAsync(_noon.AddSeconds(30), () => throw new OperationCanceledException());
        _runs.Paused(_noon.AddSeconds(39.9)).ShouldBe([_id]);
        _runs.Paused(_noon.AddSeconds(40)).ShouldBeEmpty();
        _failed.ShouldBe(["subject: FormatException", "subject: FormatException", "subject: OperationCanceledException"]);
    }

    [Fact]
    public async Task What_still_runs_is_left_alone()
    {
        var over = new TaskCompletionSource();
        _runs.Begin(_id, "subject", () => over.Task);
        await ReapAsync(_noon);
        _runs.Ids.ShouldBe([_id]);
        over.SetResult();
        await _runs.EndAsync();
        await ReapAsync(_noon);
        _runs.Ids.ShouldBeEmpty();
        _failed.ShouldBeEmpty();
    }

    [Fact]
    public async Task That_the_database_is_away_is_thrown_when_the_others_were_told()
    {
        _runs.Begin(_id, "away", () => throw new DatabaseUnavailableException(new TimeoutException()));
        _runs.Begin(Guid.NewGuid(), "damaged", () => throw new FormatException());
        await Should.ThrowAsync<DatabaseUnavailableException>(() => ReapAsync(_noon));
        _failed.ShouldBe(["damaged: FormatException"]);
        _runs.Paused(_noon).ShouldNotContain(_id);
        await ReapAsync(_noon);
    }

    [Fact]
    public async Task That_somebody_else_held_what_was_wanted_is_the_runs_own_trouble()
    {
        await RunAsync(_noon, () => throw new PostgresException("deadlock detected", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected));
        _failed.ShouldBe(["subject: PostgresException"]);
        _runs.Paused(_noon).ShouldBe([_id]);
    }

    [Fact]
    public async Task What_ends_with_its_worker_has_not_failed()
    {
        _runs.Begin(_id, "subject", () => throw new OperationCanceledException());
        await Should.ThrowAsync<OperationCanceledException>(() => ReapAsync(_noon, new(canceled: true)));
        _failed.ShouldBeEmpty();
    }

    private async Task RunAsync(DateTimeOffset now, Func<Task> work)
    {
        _runs.Begin(_id, "subject", work);
        await _runs.EndAsync();
        await ReapAsync(now);
    }

    private Task ReapAsync(DateTimeOffset now, CancellationToken cancellationToken = default) => _runs.ReapAsync(
        now, (subject, exception) => _failed.Add($"{subject}: {exception.GetType().Name}"), cancellationToken);
}
