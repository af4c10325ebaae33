using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Rendering.Dispatching;

/// <summary>
/// Looks at the queue for all lanes of a node together. A job that comes wakes hundreds of lanes: few of them look for themselves at a
/// time, and those whose turn comes when nothing is left there do not look at all.
/// </summary>
internal sealed class QueuePeek : IDisposable
{
    private const int LooksAtOnce = 4;

    /// <summary>After so many lanes in a row found nothing it is read for the others whether there is anything.</summary>
    private const int LooksInVain = 2;

    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    /// <summary>A lane has other things to do than to wait for its turn.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _few = new(LooksAtOnce);
    private int _inVain;

    public QueuePeek(IDispatchQueue jobs, TimeProvider clock)
    {
        _clock = clock;
        Anybody = new(async token => await AnyAsync(jobs, false, token) || await AnyAsync(jobs, true, token), clock);
        AnybodyNew = new(
            async token => await jobs.WaitingAsync(new(1, Suspects: false, AvoidedBy: null, []), token) is [{ IsOfNewTurn: true }], clock);
    }

    /// <summary>Whether any job waits.</summary>
    public SharedReading<bool> Anybody { get; }

    /// <summary>Whether the next job is that of a user who is new.</summary>
    public SharedReading<bool> AnybodyNew { get; }

    /// <summary>Whether no job waits, as it was at most a second ago: idle lanes look by the clock, since a signal may be lost.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken) => !await Anybody.ReadAsync(GoodFor, cancellationToken);

    /// <summary>A lane looks for itself when its turn comes.</summary>
    /// <param name="there">Whether there is what it looks for.</param>
    /// <param name="since">How many readings of that had begun when the lane was woken.</param>
    /// <param name="look">The look.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when its turn did not come soon.</returns>
    public async Task<Claim?> LookAsync(
        SharedReading<bool> there, long since, Func<Task<Claim>> look, CancellationToken cancellationToken)
    {
        if (!await EnterAsync(cancellationToken))
        {
            return null;
        }

        try
        {
            if (there.TryFindSince(since, out var isThere) && !isThere)
            {
                return default(Claim);
            }

            var claim = await look();
            if (claim.Job is not null)
            {
                Volatile.Write(ref _inVain, 0);
            }
            else if (Interlocked.Increment(ref _inVain) % LooksInVain == 0)
            {
                await there.ReadAsync(cancellationToken);
            }

            return claim;
        }
        finally
        {
            _few.Release();
        }
    }

    public void Dispose()
    {
        _few.Dispose();
        Anybody.Dispose();
        AnybodyNew.Dispose();
    }

    private async Task<bool> EnterAsync(CancellationToken cancellationToken)
    {
        if (_few.Wait(0, CancellationToken.None))
        {
            return true;
        }

        using var patience = new CancellationTokenSource(LongestWait, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _few.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<bool> AnyAsync(IDispatchQueue jobs, bool suspects, CancellationToken cancellationToken) =>
        (await jobs.WaitingAsync(new(1, suspects, AvoidedBy: null, []), cancellationToken)).Count > 0;
}
