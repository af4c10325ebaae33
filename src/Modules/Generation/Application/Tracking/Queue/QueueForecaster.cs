using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>
/// Keeps this node's picture of the queue up to date, from what changed since it looked last. Its cost follows the changes,
/// not the length of the queue.
/// </summary>
internal sealed partial class QueueForecaster(
    LiveQueue queue, IQueueChanges changes, BackendDirectory backends, ISignals signals, TimeProvider clock, ILogger<QueueForecaster> log)
    : BackgroundService
{
    private const int Page = 1_000;

    /// <summary>Measured renders that are learned from at the start.</summary>
    private const int MaxMeasured = 500;

    /// <summary>Jobs that are compared with the database each time.</summary>
    private const int Checked = 200;

    /// <summary>Changes closer together than this are looked at together.</summary>
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(100);

    /// <summary>A change on another node, whose signal may be lost, is seen by then.</summary>
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BetweenChecks = TimeSpan.FromSeconds(5);

    private ChangeMark? _seen;
    private long _checkedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = signals.Subscribe(Topics.Jobs, Topics.Backends);
        var faults = new Backoff(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                faults.Reset();
                signals.NotifyLocal(Topics.Queue);
                await Task.Delay(Coalesce, clock, stoppingToken);
                await subscription.WaitAsync(LookAnyway, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LookFailed(exception.Message);
                await Task.Delay(faults.Next(), clock, stoppingToken);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var at = clock.GetTimestamp();
        var until = await changes.MarkAsync(cancellationToken);
        if (_seen is { } since)
        {
            queue.Apply(await changes.BetweenAsync(since, until, cancellationToken));
            queue.Apply(await changes.TurnsBetweenAsync(since, until, cancellationToken));
        }
        else
        {
            await LoadAsync(cancellationToken);
        }

        _seen = until;
        queue.UseServers(await ServersAsync(cancellationToken));
        queue.Confirm(at);
        await CheckSomeAsync(cancellationToken);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        queue.Apply(await changes.MeasuredAsync(MaxMeasured, cancellationToken));
        var last = 0L;
        while (await changes.OpenAsync(last, Page, cancellationToken) is { Count: > 0 } page)
        {
            queue.Apply(page);
            last = page[^1].Place.Sequence;
        }

        queue.Apply(await changes.WaitingTurnsAsync(cancellationToken));
    }

    private async Task<Dictionary<string, int>> ServersAsync(CancellationToken cancellationToken) =>
        (await backends.ListAsync(cancellationToken))
            .Where(backend => backend.State == BackendState.Active && backend.IsWell(backends.Now))
            .ToDictionary(backend => backend.Name, backend => backend.ForeignPrompts);

    /// <summary>Rows that were deleted tell nobody: a few jobs after the other are looked up, so that none stays for ever.</summary>
    private async Task CheckSomeAsync(CancellationToken cancellationToken)
    {
        if (clock.GetElapsedTime(_checkedAt) < BetweenChecks)
        {
            return;
        }

        _checkedAt = clock.GetTimestamp();
        if (queue.Some(Checked) is { Count: > 0 } some)
        {
            queue.Remove(some.Except(await changes.OpenAmongAsync(some, cancellationToken)));
        }
    }

    [LoggerMessage(LogLevel.Error, "The queue could not be looked at; what is told of it is out of date: {Reason}")]
    private partial void LookFailed(string reason);
}
