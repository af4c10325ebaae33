namespace ArtEngine.ComfySimulator.Execution;

/// <summary>
/// What waits, what runs, and what is over. A job moves from one to the next under one lock, so whoever reads the queue
/// first and the history after it never misses a job. All of it is memory only, as on a real server.
/// </summary>
internal sealed class PromptQueue : IDisposable
{
    private const int HistoryCapacity = 10_000;

    private readonly Lock gate = new();
    private readonly List<PromptItem> pending = [];
    private readonly OrderedDictionary<string, HistoryEntry> history = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim arrivals = new(0);
    private PromptItem? running;
    private long counter;

    /// <summary>Raised after every change in the number of jobs, outside the lock.</summary>
    public event Action? Changed;

    public int Remaining
    {
        get
        {
            lock (gate)
            {
                return pending.Count + (running is null ? 0 : 1);
            }
        }
    }

    public long NextNumber() => Interlocked.Increment(ref counter) - 1;

    /// <summary>False when a waiting job has the same number and id: it is queued all the same, but ComfyUI fails to say so.</summary>
    public bool Put(PromptItem item)
    {
        bool clashes;
        lock (gate)
        {
            clashes = pending.Any(other => other.Priority.Value == item.Priority.Value && other.Id == item.Id);
            pending.Add(item);
        }

        arrivals.Release();
        if (!clashes)
        {
            Changed?.Invoke();
        }

        return !clashes;
    }

    /// <summary>The next job, already marked as running; it stays a waiting one until the device is free.</summary>
    public async Task<PromptItem> TakeAsync(Func<CancellationToken, Task> deviceFree, CancellationToken cancellationToken)
    {
        while (true)
        {
            await arrivals.WaitAsync(cancellationToken);
            await deviceFree(cancellationToken);
            PromptItem? next;
            lock (gate)
            {
                next = pending.MinBy(item => (item.Priority.Value, item.Id), PriorityOrder.Instance);
                if (next is not null)
                {
                    pending.Remove(next);
                    running = next;
                }
            }

            if (next is not null)
            {
                Changed?.Invoke();
                return next;
            }
        }
    }

    public void Finish(HistoryEntry entry)
    {
        lock (gate)
        {
            running = null;
            history.Remove(entry.Item.Id);
            history[entry.Item.Id] = entry;
            if (history.Count > HistoryCapacity)
            {
                history.RemoveAt(0);
            }
        }

        Changed?.Invoke();
    }

    /// <summary>Takes one waiting job with this id away. What runs is not touched.</summary>
    public bool Delete(string id)
    {
        bool found;
        lock (gate)
        {
            var index = pending.FindIndex(item => item.Id == id);
            found = index >= 0;
            if (found)
            {
                pending.RemoveAt(index);
            }
        }

        if (found)
        {
            Changed?.Invoke();
        }

        return found;
    }

    public void Clear()
    {
        lock (gate)
        {
            pending.Clear();
        }

        Changed?.Invoke();
    }

    /// <summary>Everything at one moment.</summary>
    public QueueSnapshot Snapshot()
    {
        lock (gate)
        {
            return new QueueSnapshot(running, [.. pending], [.. history.Values]);
        }
    }

    public HistoryEntry? Find(string id)
    {
        lock (gate)
        {
            return history.GetValueOrDefault(id);
        }
    }

    public void Forget(IEnumerable<string> ids)
    {
        lock (gate)
        {
            foreach (var id in ids)
            {
                history.Remove(id);
            }
        }
    }

    public void ForgetAll()
    {
        lock (gate)
        {
            history.Clear();
        }
    }

    /// <summary>As after a restart: nothing is left, and numbers begin at 0.</summary>
    public void Lose()
    {
        lock (gate)
        {
            pending.Clear();
            history.Clear();
            running = null;
            counter = 0;
        }
    }

    public void Dispose() => arrivals.Dispose();

    private sealed class PriorityOrder : IComparer<(double Number, string Id)>
    {
        public static PriorityOrder Instance { get; } = new();

        public int Compare((double Number, string Id) x, (double Number, string Id) y) =>
            x.Number != y.Number ? x.Number.CompareTo(y.Number) : string.CompareOrdinal(x.Id, y.Id);
    }
}
