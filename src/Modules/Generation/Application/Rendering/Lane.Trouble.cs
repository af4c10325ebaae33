using ArtEngine.Generation.Domain;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Rendering;

/// <content>What a lane does when its server dies, is away, or hangs.</content>
internal sealed partial class Lane
{
    /// <summary>A port that nobody listens at may be opened again by a restart that is under way: so many refusals are a death.</summary>
    private const int RefusalsOfTheDead = 3;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QuarantineLook = TimeSpan.FromSeconds(5);

    private static readonly RenderFault Lost = new(FaultCodes.BackendLost, "The ComfyUI server died, or was away for too long.");
    private static readonly RenderFault Stalled = new(FaultCodes.Stalled, "Nothing moved at the ComfyUI server for too long.");
    private static readonly RenderFault TooLong = new(FaultCodes.Timeout, "The render took longer than it may.");

    private readonly TimeSpan _awayPatience = TimeSpan.FromSeconds(options.AwaySeconds);

    /// <summary>Nothing is claimed for a server that was not heard of.</summary>
    private bool _isReachable;

    /// <summary>Grows while the server is away; null while it is not.</summary>
    private TimeSpan? _retryIn;
    private DateTimeOffset _awaySince;
    private int _refusals;

    /// <summary>When something at the server was last seen to move.</summary>
    private DateTimeOffset _lastSign;

    /// <summary>The prompts that were at work when the server was put in quarantine; null while it is not.</summary>
    private PromptQueue? _quarantine;
    private DateTimeOffset _nextQuarantineLook;

    private async Task DemandReachableAsync(CancellationToken cancellationToken)
    {
        if (_isReachable)
        {
            return;
        }

        await SweepAsync(await server.ReadQueueAsync(cancellationToken), cancellationToken);
        _isReachable = true;
        // It may be a new process: with other files, with no model loaded, and without our prompts.
        feeder.Forget();
        pictures.Forget();
        _refusals = 0;
        foreach (var render in _renders.Values)
        {
            render.NextLook = clock.GetUtcNow();
        }

        // The trouble may be one that an earlier run reported; a quarantine ends by itself.
        if (_quarantine is null && (_retryIn is not null || _backend.Trouble is not null))
        {
            Available(server.Name);
            await backends.ReportAsync(lease, trouble: null, cancellationToken);
        }

        _retryIn = null;
    }

    /// <summary>Prompts whose attempts were closed while the server was away are given up there, too.</summary>
    private async Task SweepAsync(PromptQueue queue, CancellationToken cancellationToken)
    {
        var unknown = queue.Running.Concat(queue.Pending).Where(id => !_renders.ContainsKey(id)).ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        foreach (var id in await jobs.ClosedAmongAsync(unknown, cancellationToken))
        {
            await server.CancelAsync(id, cancellationToken);
            Swept(id, server.Name);
        }
    }

    /// <summary>A server that is dead, or away for too long, loses its jobs to others.</summary>
    private async Task<TimeSpan> NoteAbsenceAsync(RenderServerUnavailableException exception, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        _isReachable = false;
        _refusals = exception.IsGone ? _refusals + 1 : 0;
        if (_retryIn is null)
        {
            _awaySince = now;
            Unavailable(server.Name, exception.Message);
            await backends.ReportAsync(lease, $"It does not answer: {exception.Message}", cancellationToken);
        }

        if (_refusals >= RefusalsOfTheDead || now - _awaySince >= _awayPatience)
        {
            await GiveUpAsync(_renders.Values.Where(render => render.StoringFailsSince is null), Lost, cancellationToken);
        }

        var wait = _retryIn ?? FirstRetry;
        _retryIn = wait * 2 < LongestRetry ? wait * 2 : LongestRetry;
        return wait < _poll ? wait : _poll;
    }

    /// <summary>Closes attempts whatever the server would say of them.</summary>
    private async Task GiveUpAsync(IEnumerable<Render> renders, RenderFault fault, CancellationToken cancellationToken)
    {
        foreach (var render in renders.Where(render => render.Settling is null).ToList())
        {
            await settlement.FailAsync(render, fault, cancellationToken);
            Forget(render);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_quarantine is not null && now >= _nextQuarantineLook)
        {
            await LookAtQuarantinedAsync(_quarantine, cancellationToken);
        }

        foreach (var render in _renders.Values.Where(render => IsTooLong(render, now)).ToList())
        {
            await TryToFreeAsync(render.AttemptId, cancellationToken);
            await GiveUpAsync([render], TooLong, cancellationToken);
        }

        if (_renders.Values.FirstOrDefault(render => IsStalled(render, now)) is { } stalled)
        {
            await QuarantineAsync(stalled, cancellationToken);
        }
    }

    private static bool IsTooLong(Render render, DateTimeOffset now) =>
        render is { HasEnded: false, Settling: null } && now - render.StartedAt > render.RendersAtMost;

    /// <summary>A render that waits stalls when nothing at all moves at its server; one that was not sent says nothing of it.</summary>
    private bool IsStalled(Render render, DateTimeOffset now) => render is { HasEnded: false, Settling: null, IsUnsent: false } &&
        now - (render.StartedAt is null && _lastSign > render.LastSign ? _lastSign : render.LastSign) > render.StallsAfter;

    /// <summary>The server gets no more jobs until something moves there; those it has go to others.</summary>
    private async Task QuarantineAsync(Render stalled, CancellationToken cancellationToken)
    {
        Quarantined(server.Name, stalled.JobId, stalled.StallsAfter.TotalSeconds);
        foreach (var render in _renders.Values.Where(render => !render.HasEnded).ToList())
        {
            await TryToFreeAsync(render.AttemptId, cancellationToken);
            await GiveUpAsync([render], Stalled, cancellationToken);
        }

        _quarantine = await server.ReadQueueAsync(cancellationToken);
        _nextQuarantineLook = clock.GetUtcNow() + QuarantineLook;
        await backends.ReportAsync(lease, $"Nothing moves there; look at it, a restart may help. Noticed at job {stalled.JobId}.", cancellationToken);
    }

    private async Task TryToFreeAsync(Guid promptId, CancellationToken cancellationToken)
    {
        await server.CancelAsync(promptId, cancellationToken);
        await server.FreeMemoryAsync(cancellationToken);
    }

    /// <summary>It is well again when its queue is empty, or another prompt is at work than before.</summary>
    private async Task LookAtQuarantinedAsync(PromptQueue before, CancellationToken cancellationToken)
    {
        var queue = await server.ReadQueueAsync(cancellationToken);
        _nextQuarantineLook = clock.GetUtcNow() + QuarantineLook;
        if (queue.Count == 0 || queue.Running.Except(before.Running).Any())
        {
            _quarantine = null;
            _lastSign = clock.GetUtcNow();
            _mayHaveWork = true;
            feeder.Forget();
            Recovered(server.Name);
            await backends.ReportAsync(lease, trouble: null, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Attempt {AttemptId} was closed while {Server} was away; its prompt is canceled there")]
    private partial void Swept(Guid attemptId, string server);

    [LoggerMessage(LogLevel.Warning, "ComfyUI server {Server} does not answer; jobs wait until it does or go to another one: {Reason}")]
    private partial void Unavailable(string server, string reason);

    [LoggerMessage(LogLevel.Information, "ComfyUI server {Server} answers again")]
    private partial void Available(string server);

    [LoggerMessage(LogLevel.Error, "ComfyUI server {Server} is in quarantine: nothing was heard of job {JobId} for {Seconds} s. A restart of ComfyUI may help")]
    private partial void Quarantined(string server, Guid jobId, double seconds);

    [LoggerMessage(LogLevel.Information, "ComfyUI server {Server} works again and gets jobs")]
    private partial void Recovered(string server);
}
