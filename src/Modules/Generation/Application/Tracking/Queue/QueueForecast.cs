using ArtEngine.Generation.Application.Jobs.Queue;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>
/// When jobs are expected to be done. For what servers have and the first who wait it is played through: each server
/// finishes what it has, then whoever is free first takes the next. Those further behind share the servers evenly.
/// </summary>
internal sealed class QueueForecast
{
    /// <summary>A render that takes longer than expected has this part of its time left, as far as anybody knows.</summary>
    private const double LeftWhenLate = 0.1;

    private readonly Dictionary<Guid, double?> _seconds = [];
    private readonly RenderDurations _durations;
    private readonly int _servers;
    private readonly double _free;

    /// <param name="first">What servers have, and the first who wait, in their order.</param>
    /// <param name="servers">The servers that can take jobs, and how many prompts of others each has.</param>
    /// <param name="durations">How long renders take.</param>
    /// <param name="now">The time.</param>
    public QueueForecast(
        IEnumerable<QueueEntry> first, IReadOnlyDictionary<string, int> servers, RenderDurations durations, DateTimeOffset now)
    {
        (At, _durations, _servers) = (now, durations, servers.Count);
        // Nobody knows how long the work of others takes: as long as ours does.
        var busy = servers.ToDictionary(server => server.Key, server => server.Value * (durations.Mean ?? 0));
        // A server first does what it began, then what it was given.
        foreach (var job in first.OrderBy(job => job.StartedAt is null ? job.IsAtServer ? 1 : 2 : 0))
        {
            _seconds[job.Id] = Serve(job, busy, durations, now);
        }

        _free = busy.Count == 0 ? 0 : busy.Values.Average();
    }

    public DateTimeOffset At { get; }

    /// <summary>Whether the job was played through.</summary>
    public bool Includes(Guid jobId) => _seconds.ContainsKey(jobId);

    /// <summary>Seconds until a job that was played through is done; null when not known.</summary>
    public double? Find(Guid jobId) => _seconds.GetValueOrDefault(jobId);

    /// <summary>Seconds until a job further behind is done; null when not known.</summary>
    /// <param name="workflow">Its workflow.</param>
    /// <param name="between">What stands between those that were played through and it.</param>
    public double? Behind(string workflow, Work between) =>
        _servers == 0 || _durations.Of(workflow, null) is not { } own
            ? null
            : _free + ((between.Seconds + (between.Unknown * (_durations.Mean ?? 0))) / _servers) + own;

    private static double? Serve(QueueEntry job, Dictionary<string, double> busy, RenderDurations durations, DateTimeOffset now)
    {
        var server = job.IsAtServer ? job.Server! : busy.Count == 0 ? null : busy.MinBy(one => one.Value).Key;
        if (server is null || !busy.TryGetValue(server, out var until))
        {
            return null;
        }

        var own = durations.Of(job.Workflow, server);
        // Nothing is said of a workflow that was never measured, but who comes after it waits about as long as for any.
        var assumed = own ?? durations.Mean ?? 0;
        var left = job.StartedAt is { } start ? Math.Max(assumed - (now - start).TotalSeconds, assumed * LeftWhenLate) : assumed;
        busy[server] = until + left;
        return own is null ? null : busy[server];
    }
}
