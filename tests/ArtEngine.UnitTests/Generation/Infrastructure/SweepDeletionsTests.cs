using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Sqlite;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Library.Deletions;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.UnitTests.Generation.Application;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class SweepDeletionsTests : IAsyncLifetime, IDisposable
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly MemoryStore _store = new();
    private readonly Guid _user = Guid.NewGuid();
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private EfDeletions _deletions = null!;
    private EndedJobs _jobs = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        _deletions = new(_database.Contexts, _database.Commits, _clock);
        _jobs = EndedJobs.On(_database, _clock);
    }

    public void Dispose() => _deletions.Dispose();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_deleted_job_leaves_no_row_and_no_file_and_what_comes_late_goes_too()
    {
        var (job, other) = (await SucceededAsync(), await SucceededAsync());
        var kept = _store.Objects.Keys.Where(key => key.Contains($"/{other.Id}/", StringComparison.Ordinal)).ToList();

        (await _deletions.DeleteJobAsync(job.Id, _user, default)).ShouldBe(DeletionResult.Deleted);
        await SweepAsync();
        _store.Objects.Keys.ShouldBe(kept, ignoreOrder: true);

        // A thumbnail that was being made while the job was deleted.
        _store.Objects[$"{_user}/{job.Id}/a/thumbnails/0/512.webp"] = [1];
        _clock.Advance(TimeSpan.FromMinutes(10));
        await SweepAsync();

        _store.Objects.Keys.ShouldBe(kept, ignoreOrder: true);
        await using var db = await _database.Contexts.CreateDbContextAsync();
        (await db.Deletions.CountAsync()).ShouldBe(0);
        (await db.Jobs.Select(row => row.Id).ToListAsync()).ShouldBe([other.Id]);
        (await db.Attempts.CountAsync(), await db.Outputs.CountAsync()).ShouldBe((1, 2));
    }

    [Fact]
    public async Task A_deleted_output_takes_its_thumbnails_along_and_nothing_else()
    {
        var job = await SucceededAsync();
        var (gone, stays) = (job.Outputs[0], job.Outputs[1]);
        var thumbnail = $"{_user}/{job.Id}/a/thumbnails/{gone.Id:N}/512.webp";
        _store.Objects[thumbnail] = [1];

        (await _deletions.DeleteOutputAsync(gone.Id, _user, default)).ShouldBe(DeletionResult.Deleted);
        (await _deletions.DeleteOutputAsync(gone.Id, _user, default)).ShouldBe(DeletionResult.Unknown);
        await SweepAsync();

        _store.Objects.Keys.ShouldBe([stays.StorageKey]);
    }

    [Fact]
    public async Task Nobody_deletes_what_is_another_users_or_has_not_ended()
    {
        var job = await SucceededAsync();
        var open = Samples.Job(_user);
        await _jobs.AddAsync(open);

        (await _deletions.DeleteJobAsync(job.Id, Guid.NewGuid(), default)).ShouldBe(DeletionResult.Unknown);
        (await _deletions.DeleteOutputAsync(job.Outputs[0].Id, Guid.NewGuid(), default)).ShouldBe(DeletionResult.Unknown);
        (await _deletions.DeleteJobAsync(open.Id, _user, default)).ShouldBe(DeletionResult.NotEnded);
        await SweepAsync();

        _store.Objects.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_store_that_is_away_is_asked_again_and_forgets_nothing()
    {
        var job = await SucceededAsync();
        await _deletions.DeleteJobAsync(job.Id, _user, default);
        _store.IsFull = true;
        await SweepAsync();
        _store.IsFull = false;
        await SweepAsync();
        _store.Objects.Count.ShouldBe(2, "it is not its time yet");

        _clock.Advance(TimeSpan.FromMinutes(1));
        await SweepAsync();

        _store.Objects.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_waits_too_long_for_others_deletions_is_told_so_and_leaves_nothing_behind()
    {
        var (job, other) = (await SucceededAsync(), await SucceededAsync());
        await using var db = await _database.Contexts.CreateDbContextAsync();
        Task<DeletionResult> first;
        using (await SqliteWriteLock.AcquireAsync(db.Database, default))
        {
            first = _deletions.DeleteJobAsync(job.Id, _user, default);
            await _clock.UntilATimerRunsAsync();
            var second = _deletions.DeleteJobAsync(other.Id, _user, default);
            while (_clock.TimersRunning < 2 && !second.IsCompleted)
            {
                await Task.Delay(5);
            }

            _clock.Advance(TimeSpan.FromSeconds(10));
            await Should.ThrowAsync<DatabaseUnavailableException>(second);
            first.IsCompleted.ShouldBeFalse();
        }

        (await first).ShouldBe(DeletionResult.Deleted, "it was being stored");
        (await db.Deletions.CountAsync()).ShouldBe(1);
        // The rest behind it.
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await _deletions.DeleteJobAsync(other.Id, _user, default)).ShouldBe(DeletionResult.Deleted);
    }

    private async Task<ImageJob> SucceededAsync()
    {
        var job = await _jobs.SucceedAsync(_user, outputs: 2);
        foreach (var output in job.Outputs)
        {
            _store.Objects[output.StorageKey] = [1, 2];
        }

        return job;
    }

    /// <summary>One look of the worker, which a look with nothing to do ends.</summary>
    private async Task SweepAsync()
    {
        using var end = new CancellationTokenSource();
        var sweep = ((IRequestHandler<SweepDeletionsCommand, Unit>)new SweepDeletionsHandler(
            _deletions, _store, _database.Signals, _clock, NullLogger<SweepDeletionsHandler>.Instance)).Handle(new(), end.Token);
        await _database.Signals.UntilWaitingAsync(sweep);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sweep);
    }
}
