using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.UnitTests.Generation.Application;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class EfUploadsTests : IAsyncLifetime
{
    private static readonly string Hash = new('a', 64);
    private static readonly ContentHashes Hashes = new(Hash, new('b', 64));

    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly MemoryStore _store = new();
    private readonly Guid _user = Guid.NewGuid();
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private EfImageJobs _jobs = null!;
    private EfUploads _uploads = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        var ports = JobPorts.On(_database, _clock);
        _jobs = ports.Jobs;
        _uploads = new(_database.Contexts, _clock);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task What_arrives_counts_with_all_it_may_become()
    {
        (await _uploads.TryAddAsync(Begin(60), 100, default)).ShouldBeTrue();
        (await _uploads.TryAddAsync(Begin(41), 100, default)).ShouldBeFalse();
        (await _uploads.TryAddAsync(Begin(40), 100, default)).ShouldBeTrue();
        (await _uploads.TryAddAsync(Upload.Begin(Guid.NewGuid(), "image/png", null, 100, Samples.Noon), 100, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task Until_it_is_there_whole_it_is_not_there_at_all()
    {
        var upload = Begin();
        await _uploads.TryAddAsync(upload, 1_000, default);
        (await _uploads.FindAsync(upload.Id, _user, default)).ShouldBeNull();
        (await _uploads.MarkForDeletionAsync(upload.Id, _user, default)).ShouldBeNull();
        (await _uploads.KeepAsync(upload, 7, Hashes, default)).ShouldNotBeNull().SizeBytes.ShouldBe(7);
        (await _uploads.FindAsync(upload.Id, _user, default)).ShouldNotBeNull().Hash.ShouldBe(Hash);
        (await _uploads.FindAsync(upload.Id, Guid.NewGuid(), default)).ShouldBeNull();
    }

    [Fact]
    public async Task The_same_bytes_again_put_the_earlier_ones_end_off_and_are_to_go_themselves()
    {
        var first = await KeptAsync();
        _clock.Advance(TimeSpan.FromDays(1));
        var again = Begin();
        await _uploads.TryAddAsync(again, 1_000, default);
        var kept = (await _uploads.KeepAsync(again, 7, Hashes, default)).ShouldNotBeNull();
        (kept.Id, kept.LastUsedAt).ShouldBe((first.Id, _clock.GetUtcNow()));
        (await DueAsync()).ShouldBe([again.Id]);
    }

    [Fact]
    public async Task What_was_removed_while_it_arrived_is_not_kept()
    {
        var upload = Begin();
        await _uploads.TryAddAsync(upload, 1_000, default);
        (await _uploads.MarkForDeletionUnlessKeptAsync(upload, default)).ShouldBeTrue();
        await _uploads.RemoveAsync(upload.Id, default);
        (await _uploads.KeepAsync(upload, 7, Hashes, default)).ShouldBeNull();
    }

    [Fact]
    public async Task What_was_kept_although_nobody_was_told_is_not_discarded()
    {
        var upload = Begin();
        await _uploads.TryAddAsync(upload, 1_000, default);
        await _uploads.KeepAsync(upload, 7, Hashes, default);
        (await _uploads.MarkForDeletionUnlessKeptAsync(upload, default)).ShouldBeFalse();
        await _uploads.RemoveAsync(upload.Id, default);
        (await _uploads.FindAsync(upload.Id, upload.UserId, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_job_puts_the_end_off_and_holds_the_picture_until_it_has_ended()
    {
        var upload = await KeptAsync();
        _clock.Advance(TimeSpan.FromDays(5));
        var job = Samples.JobWith(upload.Id, _user);
        await _jobs.AddAsync(job, default);
        (await _uploads.OfJobAsync(job.Id, default)).ShouldHaveSingleItem().Picture.ShouldNotBeNull()
            .StorageKey.ShouldBe(upload.StorageKey);
        (await Should.ThrowAsync<AppException>(_uploads.MarkForDeletionAsync(upload.Id, _user, default))).Code.ShouldBe("upload_in_use");
        _clock.Advance(TimeSpan.FromDays(30));
        (await DueAsync()).ShouldBeEmpty();

        await _jobs.ChangeAsync(job.Id, found => found.Cancel(_clock.GetUtcNow()), default);
        (await DueAsync()).ShouldBe([upload.Id]);
        (await _uploads.OfJobAsync(job.Id, default)).ShouldHaveSingleItem().Picture.ShouldBeNull("it is leaving");
    }

    [Fact]
    public async Task A_job_whose_picture_is_gone_is_not_stored()
    {
        var upload = await KeptAsync();
        await _uploads.MarkForDeletionAsync(upload.Id, _user, default);
        (await Should.ThrowAsync<AppException>(_jobs.AddAsync(Samples.JobWith(upload.Id, _user), default)))
            .Code.ShouldBe("invalid_parameters");
        var others = await KeptAsync();
        await Should.ThrowAsync<AppException>(_jobs.AddAsync(Samples.JobWith(others.Id, Guid.NewGuid()), default));
        await using var db = await _database.Contexts.CreateDbContextAsync();
        (await db.Jobs.AnyAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Of_two_jobs_with_one_key_the_second_is_not_stored_pictures_or_not()
    {
        var upload = await KeptAsync();
        (await _jobs.AddAsync(Samples.JobWith(upload.Id, _user, "key"), default)).ShouldBeTrue();
        (await _jobs.AddAsync(Samples.JobWith(upload.Id, _user, "key"), default)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_cut_frees_its_quota_within_minutes()
    {
        await _uploads.TryAddAsync(Begin(), 100, default);
        (await _uploads.TryAddAsync(Begin(), 100, default)).ShouldBeFalse();
        var (sweep, end) = Sweep();
        await _clock.UntilATimerRunsAsync();

        for (var minute = 0; minute < 4; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await _clock.UntilATimerRunsAsync();
        }

        await UntilAsync(() => _uploads.TryAddAsync(Begin(), 100, default).Result);
        await EndAsync(sweep, end);
    }

    [Fact]
    public async Task What_arrives_for_an_hour_is_kept_in_the_end()
    {
        var (sweep, end) = Sweep();
        var slow = new TaskCompletionSource();
        _store.Saving = slow.Task;
        var intake = new UploadIntake(
            _uploads, new(_uploads, _store, NullLogger<UploadRemoval>.Instance), new(), _store, _clock, Options.Create(
                new UploadOptions()));
        var arriving = intake.TakeInAsync(
            new(_user, new MemoryStream([0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1]), null), default);
        await UntilAsync(() => _clock.TimersRunning == 2);

        for (var step = 0; step < 3_600 / 5; step++)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            await UntilAsync(() => _clock.TimersRunning == 2);
        }

        arriving.IsCompleted.ShouldBeFalse();
        slow.SetResult();
        (await arriving).IsNew.ShouldBeTrue();
        await EndAsync(sweep, end);
    }

    [Fact]
    public async Task The_sweep_deletes_bytes_and_row_and_goes_on_when_the_store_is_back()
    {
        var (old, young) = (await KeptAsync('a'), Begin());
        _store.Objects[old.StorageKey] = [1];
        _clock.Advance(TimeSpan.FromDays(8));
        young = await KeptAsync('b');
        _store.Objects[young.StorageKey] = [2];
        _store.IsFull = true;
        using var end = new CancellationTokenSource();
        var sweep = ((IRequestHandler<SweepUploadsCommand, Unit>)new SweepUploadsHandler(
            _uploads, new(_uploads, _store, NullLogger<UploadRemoval>.Instance), _clock, Options.Create(new UploadOptions())))
                .Handle(new(), end.Token);
        await _clock.UntilATimerRunsAsync();
        (await _uploads.FindAsync(old.Id, _user, default)).ShouldBeNull();
        _store.Objects.Count.ShouldBe(2);

        _store.IsFull = false;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(() => _store.Objects.Count == 1);
        _store.Objects.Keys.ShouldBe([young.StorageKey]);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sweep);
    }

    [Fact]
    public async Task Pictures_that_cannot_be_deleted_keep_no_others_however_many_they_are()
    {
        for (var number = 0; number < 100; number++)
        {
            await MarkedAsync(_user);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        var other = await MarkedAsync(Guid.NewGuid());
        _store.Stuck = $"{_user}/";
        _store.Objects[other.StorageKey] = [1];
        var (sweep, end) = Sweep();
        await _clock.UntilATimerRunsAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));
        await UntilAsync(() => _store.Objects.Count == 0);
        await UntilAsync(() => _clock.TimersRunning == 1);
        (await DueAsync()).ShouldBeEmpty("they have a pause");

        _store.Stuck = null;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await using var db = await _database.Contexts.CreateDbContextAsync();
        await UntilAsync(() => !db.Uploads.Any());
        await EndAsync(sweep, end);
    }

    private async Task<Upload> MarkedAsync(Guid user)
    {
        var upload = Upload.Begin(user, "image/png", new(2, 1), 1, _clock.GetUtcNow());
        await _uploads.TryAddAsync(upload, 1_000, default);
        await _uploads.MarkForDeletionUnlessKeptAsync(upload, default);
        return upload;
    }

    private (Task Sweep, CancellationTokenSource End) Sweep()
    {
        var end = new CancellationTokenSource();
        var sweep = ((IRequestHandler<SweepUploadsCommand, Unit>)new SweepUploadsHandler(
            _uploads, new(_uploads, _store, NullLogger<UploadRemoval>.Instance), _clock, Options.Create(new UploadOptions())))
                .Handle(new(), end.Token);
        return (sweep, end);
    }

    private static async Task EndAsync(Task sweep, CancellationTokenSource end)
    {
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sweep);
        end.Dispose();
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!isSo())
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private Upload Begin(long mostBytes = 100) => Upload.Begin(_user, "image/png", new(2, 1), mostBytes, _clock.GetUtcNow());

    private async Task<Upload> KeptAsync(char hash = 'a')
    {
        var upload = Begin();
        await _uploads.TryAddAsync(upload, 1_000, default);
        return (await _uploads.KeepAsync(upload, 7, new(new(hash, 64), new(hash, 64)), default))!;
    }

    private async Task<IReadOnlyList<Guid>> DueAsync()
    {
        var now = _clock.GetUtcNow();
        return [.. (await _uploads.MarkForDeletionAsync(now - TimeSpan.FromDays(7), now - TimeSpan.FromDays(1), 100, default))
            .Select(upload => upload.Id)];
    }
}
