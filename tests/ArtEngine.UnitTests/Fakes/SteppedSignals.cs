using System.Threading.Channels;
using ArtEngine.BuildingBlocks;

namespace ArtEngine.UnitTests.Fakes;

/// <summary>Holds the one listener at each wait until the test lets it go on, so that a worker runs turn by turn.</summary>
internal sealed class SteppedSignals : ISignals, ISignalSubscription
{
    private readonly Channel<IReadOnlyCollection<string>> _steps = Channel.CreateUnbounded<IReadOnlyCollection<string>>();
    private readonly SemaphoreSlim _waiting = new(0);

    public List<string> Notified { get; } = [];

    public IReadOnlyList<string> Topics { get; private set; } = [];

    /// <summary>How long the listener wanted to wait at most, the last time.</summary>
    public TimeSpan LastWait { get; private set; }

    public bool IsDisposed { get; private set; }

    public bool ReachEveryNode => true;

    public void Notify(string topic)
    {
        lock (Notified)
        {
            Notified.Add(topic);
        }
    }

    public void NotifyLocal(string topic) => Notify(topic);

    public ISignalSubscription Subscribe(params IReadOnlyList<string> topics)
    {
        Topics = topics;
        return this;
    }

    public async Task<IReadOnlyCollection<string>> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        LastWait = atMost;
        _waiting.Release();
        return await _steps.Reader.ReadAsync(cancellationToken);
    }

    public bool HasRung() => _steps.Reader.TryRead(out _);

    /// <summary>Until the worker waits; throws what the worker threw if it ended instead.</summary>
    public async Task UntilWaitingAsync(Task worker)
    {
        var waiting = _waiting.WaitAsync(TimeSpan.FromSeconds(20));
        if (await Task.WhenAny(waiting, worker) == worker)
        {
            await worker;
            throw new InvalidOperationException("The worker ended.");
        }

        (await waiting).ShouldBeTrue("the worker does not come to a wait");
    }

    /// <summary>Wakes the worker, which waits, again and again until it has come so far, and waits again.</summary>
    public async Task UntilAsync(Task worker, Func<Task<bool>> hasComeSoFar)
    {
        for (var look = 0; !await hasComeSoFar(); look++)
        {
            look.ShouldBeLessThan(200);
            await Task.Delay(20);
            await TurnAsync(worker);
        }
    }

    /// <summary>Wakes the worker, which waits, and lets it come to its next wait.</summary>
    public Task TurnAsync(Task worker)
    {
        Wake();
        return UntilWaitingAsync(worker);
    }

    /// <summary>Ends the wait: by these topics, or by the clock when there are none.</summary>
    public void Wake(params string[] topics) => _steps.Writer.TryWrite(topics);

    public void Dispose() => IsDisposed = true;
}
