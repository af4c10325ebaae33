using System.Runtime.ExceptionServices;

namespace ArtEngine.BuildingBlocks;

/// <summary>
/// What one worker does side by side, a run for each of its subjects: one that fails for a reason of its own delays no other, and is tried
/// again after a pause that grows. When the database is away, that is the worker's own end, and it starts again.
/// </summary>
/// <param name="signals">Wakes the worker when a run is over.</param>
/// <param name="topic">What the worker waits for.</param>
/// <param name="faults">Says which faults are the database's.</param>
public sealed class IsolatedRuns<TSubject>(ISignals signals, string topic, IDatabaseFaults faults)
{
    /// <summary>So many subjects that failed are remembered.</summary>
    private const int MostFailing = 1_000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly Dictionary<Guid, Run> _runs = [];
    private readonly Dictionary<Guid, Failing> _failing = [];

    /// <summary>The subjects that have a run.</summary>
    public IReadOnlyCollection<Guid> Ids => _runs.Keys;

    /// <summary>The subjects that failed and are to be left alone for a while.</summary>
    public IReadOnlyCollection<Guid> Paused(DateTimeOffset now) =>
        [.. _failing.Where(pair => pair.Value.Until > now).Select(pair => pair.Key)];

    /// <summary>Begins a run; the subject has none.</summary>
    public void Begin(Guid id, TSubject subject, Func<Task> work) => _runs.Add(id, new(subject, signals.Begin(topic, work)));

    /// <summary>
    /// Takes leave of the runs that are over. Throws what one of them threw when the database is the reason, behind all the others.
    /// </summary>
    /// <param name="now">The time from which pauses count.</param>
    /// <param name="onFailed">Is told of each that failed for another reason.</param>
    /// <param name="cancellationToken">The worker's own end: what runs throw then is no failure.</param>
    public async Task ReapAsync(DateTimeOffset now, Action<TSubject, Exception> onFailed, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? ofDatabase = null;
        foreach (var (id, run) in _runs.Where(pair => pair.Value.Work.IsCompleted).ToList())
        {
            _runs.Remove(id);
            try
            {
                await run.Work;
                _failing.Remove(id);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && !faults.AreReasonOf(exception))
            {
                Pause(id, now);
                onFailed(run.Subject, exception);
            }
            catch (Exception exception)
            {
                ofDatabase = ExceptionDispatchInfo.Capture(exception);
            }
        }

        ofDatabase?.Throw();
    }

    /// <summary>Waits for all runs, however they end.</summary>
    public async Task EndAsync() =>
        await Task.WhenAll(_runs.Values.Select(run => run.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Pause(Guid id, DateTimeOffset now)
    {
        if (_failing.Count >= MostFailing)
        {
            _failing.Clear();
        }

        var times = _failing.TryGetValue(id, out var before) ? before.Times + 1 : 1;
        _failing[id] = new(times, now + Backoff.After(times, FirstPause, LongestPause));
    }

    private sealed record Run(TSubject Subject, Task Work);

    private sealed record Failing(int Times, DateTimeOffset Until);
}
