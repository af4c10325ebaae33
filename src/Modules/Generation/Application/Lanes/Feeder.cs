using ArtEngine.Generation.Application.Placement;
using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application.Lanes;

/// <summary>Finds the next job for one server: one that it can run, and of those rather one whose model is loaded.</summary>
internal sealed class Feeder(IRenderServer server, LaneLease lease, IImageJobs jobs, TimeProvider clock)
{
    private const int Window = 32;

    /// <summary>How deep into the queue a server looks that can run nothing of its head.</summary>
    private const int MaxWindows = 64;

    private const int MaxRemembered = 10_000;

    /// <summary>What another server failed at is left to others for so long, if there are any.</summary>
    private static readonly TimeSpan LeftToOthers = TimeSpan.FromSeconds(30);

    /// <summary>A heavier server with room is left the first word for so long.</summary>
    private static readonly TimeSpan LeftToHeavier = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether this server can run a job; asked once in a while for each.</summary>
    private readonly Dictionary<Guid, bool> _canRun = [];

    /// <summary>The model of the last prompt.</summary>
    private string? _loaded;

    /// <summary>The next job, claimed for this server; null when none waits that it may take.</summary>
    public async Task<ImageJob?> ClaimNextAsync(Company company, CancellationToken cancellationToken)
    {
        for (var window = 0; window < MaxWindows; window++)
        {
            var waiting = await jobs.WaitingAsync(window * Window, Window, cancellationToken);
            var eligible = await EligibleAsync(waiting, company, cancellationToken);
            while (JobChoice.Of(eligible, _loaded) is { } choice)
            {
                if (await jobs.ClaimAsync(lease, choice, cancellationToken) is { } job)
                {
                    _canRun.Remove(job.Id);
                    _loaded = job.Checkpoint ?? _loaded;
                    return job;
                }

                // Another lane was quicker.
                eligible.Remove(choice.Job);
            }

            if (waiting.Count < Window)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The server restarted or freed its memory, or has other files now.</summary>
    public void Forget()
    {
        _loaded = null;
        _canRun.Clear();
    }

    private async Task<List<WaitingJob>> EligibleAsync(IReadOnlyList<WaitingJob> waiting, Company company, CancellationToken cancellationToken)
    {
        var eligible = new List<WaitingJob>();
        foreach (var job in waiting)
        {
            if (IsLeftToOthers(job, company))
            {
                continue;
            }

            if (!_canRun.TryGetValue(job.Id, out var canRun))
            {
                canRun = await CanRunAsync(job, cancellationToken);
                Remember(job, canRun);
            }

            if (canRun)
            {
                eligible.Add(job);
            }
        }

        return eligible;
    }

    private bool IsLeftToOthers(WaitingJob job, Company company)
    {
        var now = clock.GetUtcNow();
        return (company.HasOthers && job.AvoidedServer == server.Name && now - job.QueuedAgainAt < LeftToOthers) ||
            (company.HasHeavierWithRoom && now - (job.QueuedAgainAt ?? job.CreatedAt) < LeftToHeavier);
    }

    private async Task<bool> CanRunAsync(WaitingJob job, CancellationToken cancellationToken) =>
        await jobs.FindGraphAsync(job.Id, cancellationToken) is { } graph &&
        await server.FindLackAsync(GraphNeeds.Read(graph), cancellationToken) is null;

    private void Remember(WaitingJob job, bool canRun)
    {
        if (_canRun.Count >= MaxRemembered)
        {
            _canRun.Clear();
        }

        _canRun[job.Id] = canRun;
    }
}

/// <summary>What a lane knows of the other servers.</summary>
/// <param name="HasOthers">Whether there is another one that takes jobs.</param>
/// <param name="HasHeavierWithRoom">Whether there is a heavier one with room for a job.</param>
internal readonly record struct Company(bool HasOthers, bool HasHeavierWithRoom);
