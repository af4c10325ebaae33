using System.Collections.Concurrent;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;

namespace ArtEngine.BuildingBlocks.Infrastructure.Workers;

/// <summary>Runs what is kept running, and waits longer with each fault in a row before it may be started again.</summary>
public sealed class ClusterWorkerRunner
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>A run that lasted so long was well.</summary>
    private static readonly TimeSpan LastsWhenWell = TimeSpan.FromMinutes(1);

    /// <summary>The real one, whatever time it is for the workers: it only spares work.</summary>
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly ConcurrentDictionary<string, Backoff> _faults = new();

    /// <summary>
    /// Runs it once. When the database is away the run ends in silence after a second: that was logged once, and whoever starts it looks
    /// whether it is back. Any other fault is thrown again after the pause.
    /// </summary>
    /// <param name="name">Whose faults are counted.</param>
    /// <param name="run">The work, which ends only when it is canceled.</param>
    /// <param name="cancellationToken">The host stops.</param>
    public async ValueTask RunAsync(string name, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        var begun = Clock.GetTimestamp();
        try
        {
            await run(cancellationToken);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && IsOfStopping(exception))
        {
            // The next run goes on.
        }
        catch (Exception exception) when (TransientDatabaseErrors.IsReasonOf(exception))
        {
            await RestAsync(FirstPause, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // It would be started again at once, and may fail at the same thing.
            await PauseAsync(name, begun, cancellationToken);
            throw;
        }
    }

    /// <summary>
    /// Holds, for a while, work that is not known here: it is offered again at once, to any node. It is not taken out of the store, as a
    /// node that knows it may only be coming.
    /// </summary>
    internal static Task LeaveToOthersAsync(CancellationToken cancellationToken) =>
        RestAsync(LongestPause, cancellationToken);

    private static async Task RestAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        await Task.Delay(pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>A host that may wait no longer disposes of what the work still uses.</summary>
    private static bool IsOfStopping(Exception exception) => exception is OperationCanceledException or ObjectDisposedException;

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
