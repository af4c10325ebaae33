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
    private const int MostFailing = 10_000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly Dictionary<Guid, Run> _runs = [];
    private readonly Dictionary<Guid, int> _failures = [];

    /// <summary>The subjects that have a run.</summary>
    public IReadOnlyCollection<Guid> Ids => _runs.Keys;

    /// <summary>Begins a run; the subject has none.</summary>
    public void Begin(Guid id, TSubject subject, Func<Task> work) => _runs.Add(id, new(subject, signals.Begin(topic, work)));

    /// <summary>Takes leave of the runs that are over. Throws what one of them threw when the database is the reason.</summary>
    /// <returns>Those that failed for another reason.</returns>
    public async Task<IReadOnlyList<FailedRun<TSubject>>> ReapAsync(CancellationToken cancellationToken)
    {
        var failed = new List<FailedRun<TSubject>>();
        foreach (var (id, run) in _runs.Where(pair => pair.Value.Work.IsCompleted).ToList())
        {
            _runs.Remove(id);
            try
            {
                await run.Work;
                _failures.Remove(id);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && !faults.AreReasonOf(exception))
            {
                failed.Add(new(run.Subject, exception, Backoff.After(CountFailure(id), FirstPause, LongestPause)));
            }
        }

        return failed;
    }

    /// <summary>Waits for all runs, which were told to end, however they do.</summary>
    public async Task EndAsync() =>
        await Task.WhenAll(_runs.Values.Select(run => run.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private int CountFailure(Guid id)
    {
        if (_failures.Count >= MostFailing)
        {
            _failures.Clear();
        }

        return _failures[id] = _failures.GetValueOrDefault(id) + 1;
    }

    private sealed record Run(TSubject Subject, Task Work);
}
