using ArtEngine.Generation.Application.Placement;
using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application.Rendering;

/// <summary>Finds the next job for one server: one that it can run, and of those rather one whose model is loaded.</summary>
internal sealed class Feeder(IRenderServer server, LaneLease lease, IImageJobs jobs, Reservations reservations, TimeProvider clock)
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

    /// <returns>
    /// The next job, claimed for this server; null when none waits that it may take. And whether there may be another one: who comes
    /// later rings.
    /// </returns>
    public async Task<(ImageJob? Job, bool MayBeMore)> ClaimNextAsync(Company company, CancellationToken cancellationToken)
    {
        for (var window = 0; window < MaxWindows; window++)
        {
            var waiting = await jobs.WaitingAsync(window * Window, Window, cancellationToken);
            if (await ClaimAmongAsync([.. waiting.Where(job => !IsLeftToOthers(job, company))], cancellationToken) is { } job)
            {
                return (job, waiting.Count > 1);
            }

            if (waiting.Count < Window)
            {
                break;
            }
        }

        return (null, false);
    }

    private async Task<ImageJob?> ClaimAmongAsync(List<WaitingJob> candidates, CancellationToken cancellationToken)
    {
        while (JobChoice.Of(candidates, _loaded) is { } choice)
        {
            if (await FindUnableAsync([.. choice.PassedOver, choice.Job], cancellationToken) is { } unable)
            {
                candidates.Remove(unable);
            }
            else if (await TryClaimAsync(choice, cancellationToken) is { } job)
            {
                _canRun.Remove(job.Id);
                _loaded = job.Checkpoint ?? _loaded;
                return job;
            }
            else
            {
                candidates.Remove(choice.Job);
            }
        }

        return null;
    }

    /// <returns>Null when another lane, or another node, was quicker.</returns>
    private async Task<ImageJob?> TryClaimAsync(JobChoice choice, CancellationToken cancellationToken)
    {
        if (!reservations.TryReserve(choice.Job.Id))
        {
            return null;
        }

        try
        {
            return await jobs.ClaimAsync(lease, choice, cancellationToken);
        }
        finally
        {
            reservations.Release(choice.Job.Id);
        }
    }

    /// <summary>Only those are asked for that it comes to: the others go to other servers, as a rule.</summary>
    private async Task<WaitingJob?> FindUnableAsync(IEnumerable<WaitingJob> chosen, CancellationToken cancellationToken)
    {
        foreach (var job in chosen)
        {
            if (!await CanRunAsync(job, cancellationToken))
            {
                return job;
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

    private bool IsLeftToOthers(WaitingJob job, Company company)
    {
        var now = clock.GetUtcNow();
        return (company.HasOthers && job.AvoidedServer == server.Name && now - job.QueuedAgainAt < LeftToOthers) ||
            (company.HasHeavierWithRoom && now - (job.QueuedAgainAt ?? job.CreatedAt) < LeftToHeavier);
    }

    private async Task<bool> CanRunAsync(WaitingJob job, CancellationToken cancellationToken)
    {
        if (!_canRun.TryGetValue(job.Id, out var canRun))
        {
            canRun = await jobs.FindGraphAsync(job.Id, cancellationToken) is { } graph &&
                await server.FindLackAsync(GraphNeeds.Read(graph), cancellationToken) is null;
            Remember(job, canRun);
        }

        return canRun;
    }

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
