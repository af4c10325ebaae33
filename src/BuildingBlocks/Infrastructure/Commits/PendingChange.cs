using System.Runtime.ExceptionServices;

namespace ArtEngine.BuildingBlocks.Infrastructure.Commits;

/// <summary>A change that waits for its transaction. It is begun or abandoned, never both.</summary>
internal sealed class PendingChange(DatabaseChange toStore)
{
    private const int Waiting = 0;
    private const int Leading = 1;
    private const int Begun = 2;
    private const int Abandoned = 3;

    private readonly TaskCompletionSource _signaled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DatabaseChange? _change = toStore;
    private ChangeOutcome _outcome;
    private ExceptionDispatchInfo? _fault;
    private volatile bool _hasEnded;
    private int _state = Waiting;

    public DatabaseChange Change => _change!;

    /// <summary>Done when it has ended, or when its caller is to store for all.</summary>
    public Task Signaled => _signaled.Task;

    public bool HasEnded => _hasEnded;

    public bool TryBegin() => TryMove(Waiting, Begun) || TryMove(Leading, Begun);

    /// <summary>Its caller is to store for all from now on.</summary>
    /// <returns>False when it was abandoned.</returns>
    public bool TryPromote()
    {
        if (!TryMove(Waiting, Leading))
        {
            return false;
        }

        _signaled.TrySetResult();
        return true;
    }

    /// <summary>It stays in the queue until its turn, without what it would have stored.</summary>
    public bool TryAbandon()
    {
        if (!TryMove(Waiting, Abandoned))
        {
            return false;
        }

        _change = null;
        return true;
    }

    public void End(ChangeOutcome outcome) => End(outcome, null);

    public void Fail(Exception exception)
    {
        if (!_hasEnded)
        {
            End(default, ExceptionDispatchInfo.Capture(exception));
        }
    }

    /// <summary>What came of it, once it has ended. Throws what went wrong.</summary>
    public ChangeOutcome Outcome()
    {
        _fault?.Throw();
        return _outcome;
    }

    private void End(ChangeOutcome outcome, ExceptionDispatchInfo? fault)
    {
        (_outcome, _fault) = (outcome, fault);
        _hasEnded = true;
        _signaled.TrySetResult();
    }

    private bool TryMove(int from, int to) => Interlocked.CompareExchange(ref _state, to, from) == from;
}
