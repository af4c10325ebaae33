using System.Collections.Concurrent;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;

namespace ArtEngine.BuildingBlocks.Infrastructure.Workers;

/// <summary>Runs workers, and waits longer with each fault in a row before the scheduler may start one again.</summary>
internal sealed class ClusterWorkerRunner
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>A run that lasted so long was well.</summary>
    private static readonly TimeSpan LastsWhenWell = TimeSpan.FromMinutes(1);

    /// <summary>The real one, whatever time it is for the workers: it only spares work.</summary>
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly ConcurrentDictionary<string, Backoff> _faults = new();

    /// <summary>
    /// When the database is away the run ends in silence: that was logged once, and the scheduler looks each second whether it
    /// is back.
    /// </summary>
    public async ValueTask RunAsync(string name, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        var begun = Clock.GetTimestamp();
        try
        {
            await run(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next run goes on.
        }
        catch (Exception exception) when (TransientDatabaseErrors.IsReasonOf(exception))
        {
            // The next run goes on.
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The scheduler would start it again at once, and it may fail at the same thing.
            await PauseAsync(name, begun, cancellationToken);
            throw;
        }
    }

    private Task PauseAsync(string name, long begun, CancellationToken cancellationToken)
    {
        var faults = _faults.GetOrAdd(name, _ => new(FirstPause, LongestPause));
        if (Clock.GetElapsedTime(begun) > LastsWhenWell)
        {
            faults.Reset();
        }

        return Task.Delay(faults.Next(), cancellationToken);
    }
}
