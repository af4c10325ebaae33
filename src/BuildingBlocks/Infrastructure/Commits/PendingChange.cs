namespace ArtEngine.BuildingBlocks.Infrastructure.Commits;

/// <summary>A change that waits for its transaction. It is begun or abandoned, never both.</summary>
internal sealed class PendingChange(DatabaseChange toStore)
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int Abandoned = 2;

    private readonly TaskCompletionSource<ChangeOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DatabaseChange? _change = toStore;
    private int _state = Waiting;

    public DatabaseChange Change => _change!;

    public Task<ChangeOutcome> Outcome => _outcome.Task;

    public bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Waiting) == Waiting;

    /// <summary>It stays in the queue until its turn, without what it would have stored.</summary>
    public bool TryAbandon()
    {
        if (Interlocked.CompareExchange(ref _state, Abandoned, Waiting) != Waiting)
        {
            return false;
        }

        _change = null;
        return true;
    }

    public void End(ChangeOutcome outcome) => _outcome.TrySetResult(outcome);

    public void Fail(Exception exception) => _outcome.TrySetException(exception);
}
