using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.LaneRun;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Rendering.Dispatching;

/// <summary>
/// Which needs a lane's server can meet. It is asked beside the lane's loop, once for all jobs with the same needs, and
/// asked again after a while, since files and node packs come and go.
/// </summary>
internal sealed class CapabilityCache(IRenderServer server, IDispatchQueue jobs, LaneSignals signals, LaneClock clock)
{
    private const int MaxRemembered = 2_000;

    private const int AsksAtOnce = 16;

    /// <summary>A class that the server says nothing about so many times is left for ComfyUI to judge.</summary>
    private const int AsksBeforeTrying = 5;

    private static readonly TimeSpan AbleFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UnableFor = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, Entry> _entries = [];

    /// <summary>The needs that it cannot meet, as far as is known.</summary>
    public IReadOnlyList<string> Unable =>
        [.. _entries.Where(entry => entry.Value.Answer is { CanRun: not true }).Select(entry => entry.Key)];

    /// <summary>Whether something was answered that was not looked at yet.</summary>
    public bool HasAnswers => _entries.Values.Any(entry => entry.Asking is { IsCompleted: true });

    /// <summary>Looks at what was answered, and asks again for what could not be met for a while.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, entry) in _entries.Where(entry => entry.Value.Asking is { IsCompleted: true }).ToList())
        {
            await HarvestAsync(key, entry);
        }

        var due = _entries.Values.Where(entry => entry is { Answer.CanRun: not true, Asking: null } && clock.Now >= entry.Until)
            .Take(AsksAtOnce);
        foreach (var entry in due.ToList())
        {
            entry.Asking = signals.Begin(() => AskAsync(entry.JobId, cancellationToken));
        }
    }

    /// <summary>Whether the server can run the job, as far as is known; while it is asked for the first time it cannot.</summary>
    public async Task<bool> CanRunAsync(WaitingJob job, CancellationToken cancellationToken)
    {
        var key = job.NeedsKey ?? job.Id.ToString();
        if (!_entries.TryGetValue(key, out var entry))
        {
            Limit();
            _entries[key] = entry = new() { JobId = job.Id };
        }

        if (entry.Asking is null && clock.Now >= entry.Until)
        {
            entry.Asking = signals.Begin(() => AskAsync(job.Id, cancellationToken));
        }

        entry.JobId = job.Id;
        if (entry.Asking is { IsCompleted: true })
        {
            await HarvestAsync(key, entry);
        }

        return entry.Answer?.CanRun == true;
    }

    /// <summary>The server may have other classes and files now.</summary>
    public void Forget()
    {
        server.Catalog.Expire();
        foreach (var entry in _entries.Values)
        {
            entry.Until = TimeSpan.Zero;
        }
    }

    private async Task HarvestAsync(string key, Entry entry)
    {
        var asked = entry.Asking!;
        entry.Asking = null;
        if (await asked is { } capability)
        {
            Note(entry, capability);
        }
        else if (entry.Answer is { CanRun: not true })
        {
            // The job that needed it waits no more, or the server does not answer: who needs it next asks anew.
            _entries.Remove(key);
        }
        else
        {
            entry.Until = clock.Now + entry.Retries.Next();
        }
    }

    private void Note(Entry entry, Capability capability)
    {
        if (capability.CanRun is null)
        {
            var wait = entry.Retries.Next();
            entry.Answer = entry.Retries.Failures >= AsksBeforeTrying ? Capability.Able : capability;
            entry.Until = clock.Now + (entry.Retries.Failures >= AsksBeforeTrying ? AbleFor : wait);
            return;
        }

        entry.Retries.Reset();
        (entry.Answer, entry.Until) = (capability, clock.Now + (capability.CanRun == true ? AbleFor : UnableFor));
    }

    /// <returns>Null when the server does not answer, or the job waits no more.</returns>
    private async Task<Capability?> AskAsync(Guid jobId, CancellationToken cancellationToken)
    {
        try
        {
            return await jobs.FindGraphAsync(jobId, cancellationToken) is { } graph
                ? await server.Catalog.CheckAsync(GraphNeeds.Read(graph).Nodes, cancellationToken)
                : null;
        }
        catch (RenderServerUnavailableException)
        {
            return null;
        }
    }

    private void Limit()
    {
        if (_entries.Count < MaxRemembered)
        {
            return;
        }

        // What can be met is learnt anew in no time.
        foreach (var key in _entries.Where(entry => entry.Value.Answer is { CanRun: true }).Select(entry => entry.Key).ToList())
        {
            _entries.Remove(key);
        }

        if (_entries.Count >= MaxRemembered)
        {
            _entries.Clear();
        }
    }

    private sealed class Entry
    {
        /// <summary>A job that needs this.</summary>
        public required Guid JobId { get; set; }

        public Capability? Answer { get; set; }

        public TimeSpan Until { get; set; }

        public Task<Capability?>? Asking { get; set; }

        public Backoff Retries { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    }
}
