using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.UnitTests.Generation.Application;
using MediatR;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

/// <summary>Servers forget jobs that have ended, each in its own time.</summary>
public sealed class CleanServersTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly ScriptedServer _server = new();
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private JobPorts _ports = null!;
    private Claimer _claimer = null!;
    private EfServerLeftovers _leftovers = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        _ports = JobPorts.On(_database, _clock);
        _claimer = Claimer.On(_database, _ports.Dispatch, _clock);
        _leftovers = new(_database.Contexts);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task What_a_job_left_is_stored_with_its_end_outlives_the_job_and_goes()
    {
        var job = await ClaimedAsync();
        await SucceedAsync(job, new("output", "art", $"x-{job.Id}_00001_.png"), new("output", "", "shared.png"), new("temp", "", "p.png"));
        await _database.ExecuteAsync("DELETE FROM jobs");
        var row = (await DueAsync()).ShouldHaveSingleItem();
        row.AttemptId.ShouldBe(job.Attempts[0].Id);

        await CleanAsync();

        var (prompts, files) = _server.Forgotten.ShouldHaveSingleItem();
        prompts.ShouldBe([row.AttemptId]);
        // Only what nobody else can have.
        files.ShouldBe([new("output", "art", $"x-{job.Id}_00001_.png")]);
        (await DueAsync()).ShouldBeEmpty();
        _server.LookedUp.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_a_job_is_open_nothing_of_it_is_due()
    {
        var job = await ClaimedAsync();
        await ChangeAsync(job, row =>
            row.LoseAttempt(job.OpenAttemptId!.Value, new(FaultCodes.BackendLost, "gone"), new(5, HasOthers: false), _clock.GetUtcNow()));
        (await DueAsync()).ShouldBeEmpty();
        var again = (await _claimer.ClaimNextAsync("gpu-1", default))!;
        await SucceedAsync(again, new ServerFile("output", "", $"{job.Id}.png"));
        // Of both attempts.
        (await DueAsync()).Select(row => row.AttemptId).ShouldBe(
            [job.OpenAttemptId!.Value, again.Attempts.Single(attempt => attempt.Id != job.OpenAttemptId).Id], ignoreOrder: true);
    }

    [Fact]
    public async Task Of_a_job_that_failed_the_history_tells_the_files()
    {
        var job = await ClaimedAsync();
        var attempt = job.OpenAttemptId!.Value;
        await ChangeAsync(job, row => row.Fail(attempt, new(FaultCodes.NodeError, "no"), _clock.GetUtcNow()));
        _server.Prompts[attempt] = new RenderState.Finished(
            [new("9", "images", 0, $"{job.Id}_1_.png", "sub", "output"), new("9", "text", 0, "t.txt", "", "output", "text")], 5);
        await CleanAsync();
        _server.Forgotten.ShouldHaveSingleItem().Files.ShouldBe([new("output", "sub", $"{job.Id}_1_.png")]);
    }

    [Fact]
    public async Task What_the_server_still_has_in_its_queue_is_looked_at_later()
    {
        var job = await ClaimedAsync();
        var attempt = job.OpenAttemptId!.Value;
        await ChangeAsync(job, row => row.Fail(attempt, new(FaultCodes.Timeout, "too long"), _clock.GetUtcNow()));
        _server.Prompts[attempt] = new RenderState.Running();
        await CleanAsync();
        (_server.Forgotten.Count, (await DueAsync()).Count).ShouldBe((0, 0));
        _server.Prompts.Clear();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await CleanAsync();
        _server.Forgotten.Count.ShouldBe(1);
        (await AllAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_server_that_is_away_is_asked_with_growing_pauses_and_given_up_after_a_week()
    {
        var job = await ClaimedAsync();
        await SucceedAsync(job, new ServerFile("output", "", $"{job.Id}.png"));
        _server.OnForget = () => new RenderServerUnavailableException("away");
        var tries = new List<TimeSpan>();
        var begun = _clock.GetUtcNow();
        for (; await AllAsync() > 0 && _clock.GetUtcNow() < begun.AddDays(9); _clock.Advance(TimeSpan.FromMinutes(30)))
        {
            if ((await DueAsync()).Count > 0)
            {
                tries.Add(_clock.GetUtcNow() - begun);
                await CleanAsync();
            }
        }

        (await AllAsync()).ShouldBe(0);
        tries[^1].ShouldBeInRange(TimeSpan.FromDays(7), TimeSpan.FromDays(7.1));
        tries.Count.ShouldBeLessThan(200);
    }

    [Fact]
    public async Task What_the_server_refuses_of_one_job_does_not_keep_the_others()
    {
        var jobs = new List<ImageJob>();
        for (var i = 0; i < 3; i++)
        {
            jobs.Add(await ClaimedAsync());
            await SucceedAsync(jobs[i], new ServerFile("output", "", $"{jobs[i].Id}.png"));
        }

        var bad = jobs[1].Attempts[0].Id;
        _server.OnForget = () => _server.Forgotten[^1].Prompts.Contains(bad) ? new RenderAnswerException("no") : null;
        await CleanAsync();
        (await AllAsync()).ShouldBe(1);
        (await DueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_noted_when_the_operator_says_so()
    {
        _ports = JobPorts.On(_database, _clock, cleansServers: false);
        _claimer = Claimer.On(_database, _ports.Dispatch, _clock);
        var job = await ClaimedAsync();
        await SucceedAsync(job, new ServerFile("output", "", $"{job.Id}.png"));
        (await AllAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_is_kept_of_a_server_that_was_removed()
    {
        var job = await ClaimedAsync();
        await SucceedAsync(job, new ServerFile("output", "", $"{job.Id}.png"));
        await CleanAsync(hasServer: false);
        (_server.Forgotten.Count, await AllAsync()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_thousand_jobs_are_forgotten_fifty_at_a_time()
    {
        for (var i = 0; i < 120; i++)
        {
            var job = await ClaimedAsync();
            await SucceedAsync(job, new ServerFile("output", "", $"{job.Id}.png"));
        }

        for (var turn = 0; turn < 3; turn++)
        {
            await CleanAsync();
        }

        _server.Forgotten.Select(one => one.Prompts.Count).ShouldBe([50, 50, 20]);
    }

    private async Task<ImageJob> ClaimedAsync()
    {
        await _ports.Jobs.AddAsync(Samples.Job(at: _clock.GetUtcNow()), default);
        return (await _claimer.ClaimNextAsync("gpu-1", default))!;
    }

    private Task SucceedAsync(ImageJob job, params ServerFile[] files) => ChangeAsync(job, row => row.Succeed(
        row.OpenAttemptId!.Value, files.Select((file, index) => Output(row, file, index)), 5, _clock.GetUtcNow()));

    private static JobOutput Output(ImageJob job, ServerFile file, int index) => new()
    {
        Id = Guid.NewGuid(),
        JobId = job.Id,
        UserId = job.UserId,
        WorkflowName = job.WorkflowName,
        CreatedAt = job.CreatedAt,
        Position = index,
        NodeId = "9",
        Name = file.Name,
        Type = "image",
        ContentType = "image/png",
        SizeBytes = 1,
        Hash = new('a', 64),
        StorageKey = $"{index}",
        At = file,
    };

    private async Task ChangeAsync(ImageJob job, Action<ImageJob> change) => await _ports.Jobs.ChangeAsync(job.Id, change, default);

    private Task<IReadOnlyList<ServerLeftover>> DueAsync() => _leftovers.DueAsync("gpu-1", _clock.GetUtcNow(), 1_000, default);

    private async Task<int> AllAsync() => (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM server_leftovers"))[0];

    /// <summary>One turn of the worker.</summary>
    private async Task CleanAsync(bool hasServer = true)
    {
        var backends = new MemoryBackends(_clock);
        if (hasServer)
        {
            backends.AddOther("gpu-1");
        }

        using var stop = new CancellationTokenSource();
        using var directory = new ArtEngine.Generation.Application.Backends.Registry.BackendDirectory(backends, _clock);
        IRequestHandler<CleanServersCommand, Unit> handler = new CleanServersHandler(
            _leftovers, directory, new OneServer(_server), _clock, NullLogger<CleanServersHandler>.Instance);
        var running = handler.Handle(new(), stop.Token);
        await _clock.UntilATimerRunsAsync();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }
}
