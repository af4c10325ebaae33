using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Domain.Batches;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>
/// Puts the items of batches into the queue as there is room, cancels the jobs of canceled ones, and sees when all have ended, until
/// canceled. One of these runs in the cluster. Each batch that is due has a run of its own, so that one whose input pictures come slowly,
/// or that cannot be read, delays nobody else's.
/// </summary>
internal sealed record RunBatchesCommand : IRequest;

internal sealed partial class RunBatchesHandler(
    IBatchSchedule schedule, BatchRunner runner, ISignals signals, IDatabaseFaults faults, ILogger<RunBatchesHandler> log)
    : AsyncRequestHandler<RunBatchesCommand>
{
    /// <summary>Each of them stores jobs one after the other.</summary>
    private const int MostRuns = 50;

    /// <summary>So many batches that failed are remembered.</summary>
    private const int MostFailing = 10_000;

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    protected override async Task Handle(RunBatchesCommand command, CancellationToken cancellationToken)
    {
        using var subscription = signals.Subscribe(Topics.Batches);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var runs = new Dictionary<Guid, Task<Batch?>>();
        var failures = new Dictionary<Guid, int>();
        try
        {
            while (true)
            {
                await ReapAsync(runs, failures, cancellationToken);
                foreach (var batch in await schedule.TakeDueAsync(runs.Keys, MostRuns - runs.Count, cancellationToken))
                {
                    runs[batch.Id] = signals.Begin(Topics.Batches, () => TryRunAsync(batch, stop.Token));
                }

                await subscription.WaitAsync(LookAnyway, cancellationToken);
            }
        }
        finally
        {
            // Whatever is broken off goes on with the next worker.
            await stop.CancelAsync();
            await Task.WhenAll((IEnumerable<Task>)runs.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Throws what a run threw: when the database is away, the whole worker starts again.</summary>
    private async Task ReapAsync(Dictionary<Guid, Task<Batch?>> runs, Dictionary<Guid, int> failures, CancellationToken cancellationToken)
    {
        foreach (var (batchId, run) in runs.Where(pair => pair.Value.IsCompleted).ToList())
        {
            runs.Remove(batchId);
            if (await run is not { } failed)
            {
                failures.Remove(batchId);
                continue;
            }

            if (failures.Count >= MostFailing)
            {
                failures.Clear();
            }

            failures[batchId] = failures.GetValueOrDefault(batchId) + 1;
            await schedule.PostponeAsync(failed, Backoff.After(failures[batchId], FirstPause, LongestPause), cancellationToken);
        }
    }

    /// <returns>The batch when it failed for a reason of its own, else null.</returns>
    private async Task<Batch?> TryRunAsync(Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            await runner.RunAsync(batch, cancellationToken);
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && !faults.AreReasonOf(exception))
        {
            Failed(exception, batch.Id, batch.UserId);
            return batch;
        }
    }

    [LoggerMessage(LogLevel.Error, "The batch {BatchId} of user {UserId} cannot go on; it is tried again later")]
    private partial void Failed(Exception exception, Guid batchId, Guid userId);
}
