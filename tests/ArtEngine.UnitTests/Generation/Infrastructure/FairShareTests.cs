using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

/// <summary>Two servers and users of very different appetites, in simulated time, on the real claim and the real database.</summary>
public sealed class FairShareTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly List<Render> _renders = [];
    private readonly PriorityQueue<(string Server, ImageJob? Job), DateTimeOffset> _busy = new();
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private JobPorts _ports = null!;
    private Claimer _claimer = null!;
    private Func<Guid, double> _secondsOf = _ => 1;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        await _database.ExecuteAsync("PRAGMA synchronous = OFF");
        _ports = JobPorts.On(_database, _clock);
        _claimer = Claimer.On(_database, _ports.Dispatch, _clock);
        _busy.Enqueue(("gpu-1", null), _clock.GetUtcNow());
        _busy.Enqueue(("gpu-2", null), _clock.GetUtcNow());
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task The_single_job_of_one_user_is_not_kept_waiting_by_the_two_thousand_of_another()
    {
        var (greedy, modest, single) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await AddAsync(greedy, 400);
        await RunAsync(seconds: 20);
        await AddAsync(modest, 20);
        await RunAsync(seconds: 10);
        var came = _clock.GetUtcNow();
        await AddAsync(single, 1);
        await RunAsync(seconds: 30);

        var first = _renders.Single(render => render.User == single);
        (first.From - came).TotalSeconds.ShouldBeLessThanOrEqualTo(1, "it starts within one render");
        // From its coming to its end the modest one has as much as the greedy one.
        var end = _renders.Last(render => render.User == modest).To;
        var start = Samples.Noon.AddSeconds(20);
        Seconds(modest, start, end).ShouldBe(Seconds(greedy, start, end), 2.5);
    }

    [Fact]
    public async Task Over_any_minute_each_has_its_share_whatever_its_renders_take()
    {
        var users = new[] { (Id: Guid.NewGuid(), Takes: 2.0), (Id: Guid.NewGuid(), Takes: 0.7), (Id: Guid.NewGuid(), Takes: 1.3) };
        _secondsOf = user => users.Single(one => one.Id == user).Takes;
        foreach (var (id, takes) in users)
        {
            await AddAsync(id, (int)(100 / takes), id.ToString());
        }

        await RunAsync(seconds: 130);
        for (var second = 0; second <= 70; second++)
        {
            var from = Samples.Noon.AddSeconds(second);
            foreach (var (id, takes) in users)
            {
                Seconds(id, from, from.AddSeconds(60)).ShouldBe(40, 4, $"of {takes} s, from second {second}");
            }
        }
    }

    [Fact]
    public async Task Nothing_waits_for_ever_beside_an_endless_stream_of_priority_ten()
    {
        var (stream, other) = (Guid.NewGuid(), Guid.NewGuid());
        await AddAsync(stream, 1);
        await AddAsync(other, 3);
        for (var second = 0; second < 30; second++)
        {
            await AddAsync(stream, 3, priority: 10);
            await RunAsync(seconds: 1);
        }

        _renders.Count(render => render.User == other).ShouldBe(3);
        // The own job of no priority is older than they are by more hours than ten.
        _clock.Advance(TimeSpan.FromHours(12));
        await AddAsync(stream, 3, priority: 10);
        await RunAsync(seconds: 60);
        _renders.Count(render => render is { Priority: 0 } && render.User == stream).ShouldBe(1);
    }

    private async Task AddAsync(Guid user, int count, string? workflow = null, int priority = 0)
    {
        for (var job = 0; job < count; job++)
        {
            await _ports.Jobs.AddAsync(Samples.Job(user, priority, at: _clock.GetUtcNow(), workflow: workflow ?? "txt2img"), default);
        }
    }

    /// <summary>Servers render one job after the other for so long.</summary>
    private async Task RunAsync(double seconds)
    {
        var until = _clock.GetUtcNow().AddSeconds(seconds);
        while (_busy.TryPeek(out var server, out var at) && Later(at, _clock.GetUtcNow()) <= until)
        {
            _busy.Dequeue();
            at = Later(at, _clock.GetUtcNow());
            _clock.Advance(at - _clock.GetUtcNow());
            if (server.Job is { } ended)
            {
                await _ports.Jobs.ChangeAsync(
                    ended.Id, job => job.Succeed(ended.OpenAttemptId!.Value, [], (long)(_secondsOf(ended.UserId) * 1_000), at), default);
            }

            var next = await _claimer.ClaimNextAsync(server.Server, default);
            var takes = next is null ? 0.1 : _secondsOf(next.UserId);
            if (next is not null)
            {
                _renders.Add(new(next.UserId, at, at.AddSeconds(takes), next.Priority));
            }

            _busy.Enqueue((server.Server, next), at.AddSeconds(takes));
        }

        _clock.Advance(until - _clock.GetUtcNow());
    }

    /// <summary>What servers did for the user in that time.</summary>
    private double Seconds(Guid user, DateTimeOffset from, DateTimeOffset to) => _renders.Where(render => render.User == user)
        .Sum(render => Math.Max(0, (Earlier(render.To, to) - Later(render.From, from)).TotalSeconds));

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private sealed record Render(Guid User, DateTimeOffset From, DateTimeOffset To, int Priority);
}
