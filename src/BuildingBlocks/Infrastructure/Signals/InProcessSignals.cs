using System.Threading.Channels;

namespace ArtEngine.BuildingBlocks.Infrastructure.Signals;

/// <summary>Wake-ups within one process: all there is on one node, and the last step on several.</summary>
internal sealed class InProcessSignals(TimeProvider clock) : ISignals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<Listener>> _topics = [];

    /// <summary>False when there may be other nodes.</summary>
    public bool ReachEveryNode { get; init; } = true;

    public void Notify(string topic) => NotifyLocal(topic);

    public void NotifyLocal(string topic)
    {
        lock (_lock)
        {
            foreach (var listener in _topics.GetValueOrDefault(topic, []))
            {
                listener.Notify(topic);
            }
        }
    }

    public ISignalSubscription Subscribe(params IReadOnlyList<string> topics)
    {
        var listener = new Listener(this, topics, clock);
        lock (_lock)
        {
            foreach (var topic in topics)
            {
                (_topics.TryGetValue(topic, out var listeners) ? listeners : _topics[topic] = []).Add(listener);
            }
        }

        return listener;
    }

    private void Remove(Listener listener, IReadOnlyList<string> topics)
    {
        lock (_lock)
        {
            foreach (var topic in topics)
            {
                if (_topics.TryGetValue(topic, out var listeners) && listeners.Remove(listener) && listeners.Count == 0)
                {
                    _topics.Remove(topic);
                }
            }
        }
    }

    private sealed class Listener(InProcessSignals signals, IReadOnlyList<string> topics, TimeProvider clock) : ISignalSubscription
    {
        private readonly Lock _lock = new();
        private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

        private HashSet<string> _rung = [];

        public void Notify(string topic)
        {
            lock (_lock)
            {
                _rung.Add(topic);
            }

            _rings.Writer.TryWrite(true);
        }

        public async Task<IReadOnlyCollection<string>> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
        {
            if (!_rings.Reader.TryRead(out _))
            {
                await WaitForRingAsync(atMost, cancellationToken);
            }

            lock (_lock)
            {
                var rung = _rung;
                _rung = [];
                return rung;
            }
        }

        public bool HasRung()
        {
            if (!_rings.Reader.TryRead(out _))
            {
                return false;
            }

            lock (_lock)
            {
                _rung = [];
            }

            return true;
        }

        private async Task WaitForRingAsync(TimeSpan atMost, CancellationToken cancellationToken)
        {
            using var timeout = new CancellationTokenSource(atMost, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            Task ring = _rings.Reader.ReadAsync(either.Token).AsTask();
            // Most waits of a quiet service end by their time, and that is no exception.
            await ring.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        public void Dispose() => signals.Remove(this, topics);
    }
}
