using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>The open jobs, found by their id, their place, their server and their owner. Not safe for several threads.</summary>
internal sealed class QueueIndex(RenderDurations durations)
{
    /// <summary>Ends may be told twice, and after them what was before.</summary>
    private const int MaxEnded = 4_096;

    private readonly Dictionary<Guid, QueueEntry> _open = [];
    private readonly Dictionary<Guid, QueueEntry> _atServers = [];
    private readonly Dictionary<Guid, UserJobs> _users = [];
    private readonly HashSet<Guid> _ended = [];
    private readonly Queue<Guid> _endedInOrder = [];
    private readonly Dictionary<string, string> _names = [];
    private IEnumerator<Guid>? _check;

    /// <summary>Those that no server has.</summary>
    public FairOrder Free { get; } = new(durations);

    /// <summary>Those that servers were given and have not begun.</summary>
    public SummedLine<QueueEntry, QueuePlace, Work> Given { get; } = new(job => job.Place, Work.Of);

    public int Waiting => Free.Count + Given.Count;

    public QueueCounts Totals => new(_open.Count - Waiting, Waiting);

    /// <summary>The jobs that servers have, rendered or waiting there.</summary>
    public IEnumerable<QueueEntry> AtServers => _atServers.Values;

    public QueueEntry? Find(Guid jobId) => _open.GetValueOrDefault(jobId);

    public UserJobs? Of(Guid userId) => _users.GetValueOrDefault(userId);

    /// <returns>False when this is nothing new.</returns>
    public bool Apply(QueueEntry entry)
    {
        if (_ended.Contains(entry.Id) || (_open.TryGetValue(entry.Id, out var known) && IsKnown(known, entry)))
        {
            return false;
        }

        Remove(entry.Id);
        if (entry.HasEnded)
        {
            RememberEnd(entry.Id);
        }
        else
        {
            Add(entry with { Workflow = Shared(entry.Workflow), Server = entry.Server is null ? null : Shared(entry.Server) });
        }

        return true;
    }

    public void Remove(Guid jobId)
    {
        if (!_open.Remove(jobId, out var job))
        {
            return;
        }

        _atServers.Remove(jobId);
        if (job.IsFree)
        {
            Free.Remove(job);
        }
        else if (job.Waits)
        {
            Given.Remove(job.Place);
        }

        var jobs = _users[job.UserId];
        jobs.Remove(job);
        if (jobs.IsEmpty)
        {
            _users.Remove(job.UserId);
        }
    }

    /// <summary>Some open jobs, others each time.</summary>
    public IReadOnlyList<Guid> NextToCheck(int count)
    {
        var next = new List<Guid>(count);
        _check ??= _open.Keys.ToList().GetEnumerator();
        while (next.Count < count && _check.MoveNext())
        {
            if (_open.ContainsKey(_check.Current))
            {
                next.Add(_check.Current);
            }
        }

        _check = next.Count < count ? null : _check;
        return next;
    }

    /// <summary>What this node stored itself comes back from the database a moment later.</summary>
    private static bool IsKnown(QueueEntry known, QueueEntry entry) => known.Revision > entry.Revision ||
        (known.Revision == entry.Revision && known.StartedAt == entry.StartedAt && known.Status == entry.Status);

    private void Add(QueueEntry job)
    {
        _open[job.Id] = job;
        if (job.IsFree)
        {
            Free.Add(job);
        }
        else if (job.Waits)
        {
            Given.Add(job);
        }

        if (job.IsAtServer)
        {
            _atServers[job.Id] = job;
        }

        (_users.TryGetValue(job.UserId, out var jobs) ? jobs : _users[job.UserId] = new()).Add(job);
    }

    private void RememberEnd(Guid jobId)
    {
        _ended.Add(jobId);
        _endedInOrder.Enqueue(jobId);
        if (_endedInOrder.Count > MaxEnded)
        {
            _ended.Remove(_endedInOrder.Dequeue());
        }
    }

    /// <summary>Every row brings a text of its own; a hundred thousand equal ones are kept once.</summary>
    private string Shared(string name)
    {
        if (_names.Count > MaxEnded)
        {
            _names.Clear();
        }

        return _names.TryGetValue(name, out var shared) ? shared : _names[name] = name;
    }
}
