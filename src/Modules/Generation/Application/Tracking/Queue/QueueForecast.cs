using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>A job that has not ended, in the order in which jobs are served.</summary>
internal sealed record OpenJob(
    Guid Id, Guid UserId, string Workflow, JobStatus Status, string? Server, bool IsAtServer, DateTimeOffset? StartedAt);

/// <summary>What is expected of an open job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Position">1 is next; null when it does not wait.</param>
/// <param name="Seconds">Seconds until it is done; null when not known.</param>
internal sealed record Expectation(OpenJob Job, int? Position, double? Seconds)
{
    public int? EtaSeconds => Seconds is { } seconds ? (int)Math.Ceiling(seconds) : null;
}

/// <summary>
/// What is expected of every open job: each server first finishes what it has, then whoever is free first takes the next.
/// </summary>
internal sealed class QueueForecast
{
    /// <summary>A render that takes longer than expected has this part of its time left, as far as anybody knows.</summary>
    private const double LeftWhenLate = 0.1;

    private readonly Dictionary<Guid, Expectation> _byJob;
    private readonly ILookup<Guid, Expectation> _byUser;

    /// <param name="open">All open jobs in their order.</param>
    /// <param name="servers">The servers that can take jobs, and how many prompts of others each has.</param>
    /// <param name="times">How long renders take.</param>
    /// <param name="now">The time.</param>
    public QueueForecast(IReadOnlyList<OpenJob> open, IReadOnlyDictionary<string, int> servers, RenderDurations times, DateTimeOffset now)
    {
        At = now;
        // Nobody knows how long the work of others takes: as long as ours does.
        var busy = servers.ToDictionary(server => server.Key, server => server.Value * (times.Mean ?? 0));
        var seconds = new Dictionary<Guid, double?>(open.Count);
        // A server first does what it began, then what it was given.
        foreach (var job in open.OrderBy(job => job.StartedAt is null ? job.IsAtServer ? 1 : 2 : 0))
        {
            seconds[job.Id] = Serve(job, busy, times, now);
        }

        var waiting = 0;
        var expectations = open.Select(job => new Expectation(job, job.Status == JobStatus.Queued ? ++waiting : null, seconds[job.Id])).ToList();
        _byJob = expectations.ToDictionary(one => one.Job.Id);
        _byUser = expectations.ToLookup(one => one.Job.UserId);
        Totals = new(open.Count - waiting, waiting);
    }

    public DateTimeOffset At { get; }

    public QueueCounts Totals { get; }

    public IEnumerable<Expectation> All => _byJob.Values;

    public Expectation? Find(Guid jobId) => _byJob.GetValueOrDefault(jobId);

    /// <summary>The user's open jobs in their order.</summary>
    public IEnumerable<Expectation> Of(Guid userId) => _byUser[userId];

    private static double? Serve(OpenJob job, Dictionary<string, double> busy, RenderDurations times, DateTimeOffset now)
    {
        var server = job.IsAtServer ? job.Server! : busy.Count == 0 ? null : busy.MinBy(one => one.Value).Key;
        if (server is null || !busy.TryGetValue(server, out var until) || times.Of(job.Workflow, server) is not { } own)
        {
            return null;
        }

        var left = job.StartedAt is { } start ? Math.Max(own - (now - start).TotalSeconds, own * LeftWhenLate) : own;
        return busy[server] = until + left;
    }
}
