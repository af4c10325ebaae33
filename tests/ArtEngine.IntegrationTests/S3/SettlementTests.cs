using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Rendering;
using ArtEngine.Generation.Domain;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.IntegrationTests.S3;

/// <summary>How long storing is tried, by a clock of the test's own.</summary>
public sealed class SettlementTests : IAsyncLifetime
{
    private readonly StandingClock _clock = new();
    private readonly BrokenStore _store = new();
    private Service _service = null!;
    private Settlement _settlement = null!;
    private Render _render = null!;

    /// <summary>A stored job that no lane takes, because the only real server is away.</summary>
    public async Task InitializeAsync()
    {
        _service = await Service.StartAsync(settings: $"--ComfyUi:Servers:0:Url={ServerProcess.FreeAddress()}");
        var id = Guid.Parse((await _service.Client.SubmitAsync()).Text("id"));
        var jobs = _service.Services.GetRequiredService<IImageJobs>();
        var server = new FinishedServer();
        var backends = _service.Services.GetRequiredService<IBackends>();
        await backends.AddAsync(Backend.Add(server.Name, "http://127.0.0.1:9", 1, 1, null, isFromSettings: false, _clock.GetUtcNow()), CancellationToken.None);
        var lease = (await backends.TryTakeLaneAsync(server.Name, CancellationToken.None))!;
        var choice = JobChoice.Of(await jobs.WaitingAsync(0, 1, CancellationToken.None), loaded: null)!;
        var job = (await jobs.ClaimAsync(lease, choice, CancellationToken.None))!;
        job.Id.ShouldBe(id);
        _render = new(job, new(), _clock.GetUtcNow(), _clock.GetUtcNow());
        _settlement = new(
            server, lease, jobs, new(server, _store), _service.Services.GetRequiredService<ILiveBoard>(), _clock, new(), NullLogger<Settlement>.Instance);
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Storing_is_tried_for_an_hour_at_growing_intervals_and_then_the_job_fails_with_its_code()
    {
        var start = _clock.GetUtcNow();
        var waits = new List<double>();
        while (await _settlement.SettleAsync(_render, CancellationToken.None) != Settled.Closed)
        {
            waits.Add((_render.NextLook - _clock.GetUtcNow()).TotalSeconds);
            _clock.Now = _render.NextLook;
        }

        waits.Take(6).ShouldBe([2, 4, 8, 16, 30, 30]);
        (_clock.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(61));
        var job = await _service.GetAsync($"/image/jobs/{_render.JobId}");
        job.Text("status").ShouldBe("failed");
        job.GetProperty("error").Text("code").ShouldBe("storage");
        job.GetProperty("attempts").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_store_that_comes_back_within_the_hour_ends_the_job_well()
    {
        (await _settlement.SettleAsync(_render, CancellationToken.None)).ShouldBe(Settled.NotYet);
        _clock.Now += TimeSpan.FromMinutes(59);
        (await _settlement.SettleAsync(_render, CancellationToken.None)).ShouldBe(Settled.NotYet);

        _store.IsBroken = false;

        (await _settlement.SettleAsync(_render, CancellationToken.None)).ShouldBe(Settled.Closed);
        (await _service.GetAsync($"/image/jobs/{_render.JobId}")).Text("status").ShouldBe("succeeded");
    }
}
