using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.LaneRun;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Rendering.Dispatching;

/// <summary>
/// Finds the next job for one server: of the user whose turn it is, one that it can run, and of those rather one whose model is loaded.
/// </summary>
internal sealed class Dispatcher(
    IRenderServer server, LaneLease lease, IDispatchQueue jobs, LocalClaims claims, CapabilityCache capabilities, TimeProvider clock)
{
    private const int Window = 16;

    /// <summary>After so many who are new in a row it is somebody else's turn: an endless stream of them starves nobody.</summary>
    private const int MostNewInARow = 3;

    /// <summary>A heavier server with room is left the first word for so long.</summary>
    private static readonly TimeSpan LeftToHeavier = TimeSpan.FromMilliseconds(500);

    /// <summary>While this server works for others, one that could take the job at once is left the first word for so long.</summary>
    private static readonly TimeSpan LeftToIdle = TimeSpan.FromSeconds(30);

    /// <summary>Servers that have room are left the first word for so long, by one that has none.</summary>
    private static readonly TimeSpan LeftToRoomier = TimeSpan.FromMilliseconds(100);

    /// <summary>The model of the last prompt.</summary>
    private string? _loaded;

    private int _newInARow;

    /// <summary>The same of turns that always go first, so that their endless stream does not starve who is new either.</summary>
    private int _fixedInARow;

    /// <param name="peers">The other servers.</param>
    /// <param name="isEmpty">Whether the server has nothing of ours: only then it may get a suspect.</param>
    /// <param name="cancellationToken">Ends the look; what was claimed is claimed.</param>
    public async Task<Claim> ClaimNextAsync(PeerServers peers, bool isEmpty, CancellationToken cancellationToken)
    {
        await capabilities.RefreshAsync(cancellationToken);
        var claim = await ClaimAmongAsync(suspects: false, peers, cancellationToken);
        return isEmpty && claim is { Job: null, MayBeMore: false }
            ? await ClaimAmongAsync(suspects: true, peers, cancellationToken)
            : claim;
    }

    /// <summary>The same for a server without room: only the job of a user who is new, which servers with room did not take.</summary>
    /// <returns>There may be more when they may yet.</returns>
    public async Task<Claim> ClaimNewAsync(PeerServers peers, CancellationToken cancellationToken)
    {
        if (_newInARow >= MostNewInARow || _fixedInARow >= MostNewInARow)
        {
            return default;
        }

        await capabilities.RefreshAsync(cancellationToken);
        var waiting = await jobs.WaitingAsync(Filter(suspects: false, peers), cancellationToken);
        var young = waiting.Where(job => IsYoungerThan(job, LeftToRoomier)).ToList();
        var claim = await ClaimAmongAsync([.. waiting.Except(young)], onlyNew: true, cancellationToken);
        return claim with { MayBeMore = young.Exists(job => job.IsOfNewTurn) };
    }

    /// <summary>Whether the server answered what it was asked about, so that more may be taken now.</summary>
    public bool HasAnswers => capabilities.HasAnswers;

    /// <summary>The server restarted or freed its memory, or has other files now.</summary>
    public void Forget()
    {
        _loaded = null;
        capabilities.Forget();
    }

    private WaitingFilter Filter(bool suspects, PeerServers peers) =>
        new(Window, suspects, peers.Any ? server.Name : null, capabilities.Unable) { Loaded = _loaded };

    private async Task<Claim> ClaimAmongAsync(bool suspects, PeerServers peers, CancellationToken cancellationToken)
    {
        var filter = Filter(suspects, peers);
        while (true)
        {
            var waiting = await LookAsync(filter, cancellationToken);
            var candidates = waiting.Where(job => !IsLeftToOthers(job, peers)).ToList();
            if (await ClaimAmongAsync(candidates, onlyNew: false, cancellationToken) is { Job: not null } claim)
            {
                return claim with { MayBeMore = waiting.Count > 1 || waiting[0].TurnWaiting > 1 };
            }

            // What turns out not to be met is left out of the next look, so that nothing hides behind it.
            var unable = capabilities.Unable;
            if (waiting.Count == 0 || (filter.IsDeep && unable.Count == filter.Without.Count))
            {
                return default;
            }

            filter = filter with { Without = unable, IsDeep = true };
        }
    }

    private async Task<IReadOnlyList<WaitingJob>> LookAsync(WaitingFilter filter, CancellationToken cancellationToken)
    {
        if (_newInARow >= MostNewInARow &&
            await jobs.WaitingAsync(filter with { WithoutNew = true }, cancellationToken) is { Count: > 0 } others)
        {
            return others;
        }

        if (_fixedInARow >= MostNewInARow &&
            await jobs.WaitingAsync(filter with { WithoutFixed = true }, cancellationToken) is { Count: > 0 } behind)
        {
            return behind;
        }

        return await jobs.WaitingAsync(filter, cancellationToken);
    }

    private async Task<Claim> ClaimAmongAsync(List<WaitingJob> candidates, bool onlyNew, CancellationToken cancellationToken)
    {
        // Who is new comes before all others.
        while (DispatchDecision.Of(candidates, _loaded) is { } choice && (choice.Job.IsOfNewTurn || !onlyNew))
        {
            // Only those are asked for that it comes to: the others go to other servers, as a rule.
            if (await FindUnableAsync([.. choice.PassedOver, choice.Job], cancellationToken) is { } unable)
            {
                candidates.RemoveAll(job => job == unable || (unable.NeedsKey is not null && job.NeedsKey == unable.NeedsKey));
            }
            else if (await TryClaimAsync(choice, cancellationToken) is { } job)
            {
                _loaded = job.Checkpoint ?? _loaded;
                Count(choice.Job);
                return new(job, MayBeMore: false, choice.Job.IsOfNewTurn);
            }
            else
            {
                candidates.Remove(choice.Job);
            }
        }

        return default;
    }

    private void Count(WaitingJob taken)
    {
        _fixedInARow = taken.IsOfFixedTurn ? _fixedInARow + 1 : 0;
        // Who is new after those who always go first is new all the same: others come after three of them.
        _newInARow = taken.IsOfFixedTurn ? _newInARow : taken.IsOfNewTurn ? _newInARow + 1 : 0;
    }

    /// <returns>Null when another lane, or another node, was quicker.</returns>
    private async Task<ImageJob?> TryClaimAsync(DispatchDecision choice, CancellationToken cancellationToken)
    {
        if (!claims.TryReserve(choice.Job.Id))
        {
            return null;
        }

        try
        {
            return await jobs.ClaimAsync(lease, choice, cancellationToken);
        }
        finally
        {
            claims.Release(choice.Job.Id);
        }
    }

    private async Task<WaitingJob?> FindUnableAsync(IEnumerable<WaitingJob> chosen, CancellationToken cancellationToken)
    {
        foreach (var job in chosen)
        {
            if (!await capabilities.CanRunAsync(job, cancellationToken))
            {
                return job;
            }
        }

        return null;
    }

    private bool IsLeftToOthers(WaitingJob job, PeerServers peers) =>
        (peers.HaveHeavierWithRoom && IsYoungerThan(job, LeftToHeavier)) ||
        (peers is { MyServerIsBusy: true, HaveRoom: true } && IsYoungerThan(job, LeftToIdle));

    /// <summary>A time ahead was written by a clock that was wrong: such a job is left to nobody.</summary>
    private bool IsYoungerThan(WaitingJob job, TimeSpan age)
    {
        var own = clock.GetUtcNow() - (job.QueuedAgainAt ?? job.CreatedAt);
        return own >= TimeSpan.Zero && own < age;
    }
}

/// <summary>What a look at the queue brought.</summary>
/// <param name="Job">The next job, claimed for this server; null when none waits that it may take.</param>
/// <param name="MayBeMore">Whether there may be another one: who comes later rings.</param>
/// <param name="IsOfNewTurn">Whether its user is new, and therefore was next.</param>
internal readonly record struct Claim(ImageJob? Job, bool MayBeMore, bool IsOfNewTurn);
