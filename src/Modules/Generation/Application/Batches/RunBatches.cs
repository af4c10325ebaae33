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
    IBatchSchedule schedule, BatchRunner runner, ISignals signals, IDatabaseFaults faults, TimeProvider clock,
    ILogger<RunBatchesHandler> log)
    : AsyncRequestHandler<RunBatchesCommand>
{
    /// <summary>Each of them stores jobs one after the other.</summary>
    private const int MostRuns = 50;

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    protected override async Task Handle(RunBatchesCommand command, CancellationToken cancellationToken)
    {
        using var subscription = signals.Subscribe(Topics.Batches);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var runs = new IsolatedRuns<Batch>(signals, Topics.Batches, faults);
        try
        {
            while (true)
            {
                var now = clock.GetUtcNow();
                await runs.ReapAsync(now, (batch, exception) => Failed(exception, batch.Id, batch.UserId), cancellationToken);
                foreach (var batch in await schedule.TakeDueAsync(runs.Ids, runs.Paused(now), MostRuns - runs.Ids.Count, cancellationToken))
                {
                    runs.Begin(batch.Id, batch, () => runner.RunAsync(batch, stop.Token));
                }

                await subscription.WaitAsync(LookAnyway, cancellationToken);
            }
        }
        finally
        {
            // Whatever is broken off goes on with the next worker.
            await stop.CancelAsync();
            await runs.EndAsync();
        }
    }

    [LoggerMessage(LogLevel.Error, "The batch {BatchId} of user {UserId} cannot go on; it is tried again later")]
    private partial void Failed(Exception exception, Guid batchId, Guid userId);
}
