using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>
/// The queue in memory: who reads it costs no look at the database, and about the same however long it is. The forecaster
/// keeps it up to date.
/// </summary>
internal sealed class LiveQueue : IQueueOutlook
{
    /// <summary>So many of those who wait are played through.</summary>
    private const int PlayedThrough = 256;

    private static readonly TimeSpan ForecastGoodFor = TimeSpan.FromMilliseconds(250);

    /// <summary>The forecaster looks far more often: when it cannot, nobody knows how the queue is.</summary>
    private static readonly TimeSpan BelievedFor = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(5);

    /// <summary>A render of which nothing is known is charged so much until it is over.</summary>
    private static readonly TimeSpan UnknownRender = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly RenderDurations _durations = new();
    private readonly QueueIndex _index;
    private readonly TaskCompletionSource _isLoaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyDictionary<string, int> _servers = new Dictionary<string, int>();
    private QueueForecast? _forecast;
    private List<QueueEntry> _played = [];
    private Dictionary<Guid, int> _positions = [];
    private Work _workPlayed;
    private long _confirmedAt;

    public LiveQueue(TimeProvider clock) => (_clock, _index) = (clock, new(_durations));

    public QueueCounts Totals
    {
        get
        {
            lock (_lock)
            {
                return _index.Totals;
            }
        }
    }

    /// <summary>Waits for the first look; throws <see cref="DatabaseUnavailableException"/> when there was none for long.</summary>
    public async ValueTask EnsureKnownAsync(CancellationToken cancellationToken)
    {
        if (!_isLoaded.Task.IsCompleted)
        {
            try
            {
                await _isLoaded.Task.WaitAsync(PatienceAtStart, _clock, cancellationToken);
            }
            catch (TimeoutException exception)
            {
                throw new DatabaseUnavailableException(exception);
            }
        }

        if (_clock.GetElapsedTime(Volatile.Read(ref _confirmedAt)) > BelievedFor)
        {
            throw new DatabaseUnavailableException(new TimeoutException("The queue was not looked at for long."));
        }
    }

    public async ValueTask<WaitingCounts> CountWaitingAsync(Guid userId, CancellationToken cancellationToken)
    {
        await EnsureKnownAsync(cancellationToken);
        lock (_lock)
        {
            var jobs = _index.Of(userId);
            return new(jobs?.Waiting.Count ?? 0, _index.Waiting, (jobs?.Work ?? default).SecondsWith(_durations.Mean ?? 0));
        }
    }

    public TimeSpan? ExpectedDuration(Guid turnId, string workflow, int priority)
    {
        lock (_lock)
        {
            var place = QueuePlace.Newest(priority, _clock.GetUtcNow());
            var newest = new QueueEntry(Guid.Empty, turnId, workflow, place, JobStatus.Queued, 0);
            return SecondsOf(newest) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        }
    }

    public TimeSpan ExpectedRender(string workflow, string server)
    {
        lock (_lock)
        {
            return (_durations.Of(workflow, server) ?? _durations.Mean) is { } seconds ? TimeSpan.FromSeconds(seconds) : UnknownRender;
        }
    }

    /// <summary>What is expected of a job that has not ended. What another node stored just now has its place all the same.</summary>
    public Expectation Find(JobRow job)
    {
        var read = new QueueEntry(job.Id, job.UserId, job.WorkflowName, new(job.Rank, job.Priority, job.Sequence), job.Status, 0)
        {
            TurnId = job.TurnId,
            Server = job.Server,
            IsAtServer = job.IsAtServer,
            StartedAt = job.StartedAt,
        };
        lock (_lock)
        {
            return ExpectationOf(_index.Find(job.Id) is { } known && known.Status == job.Status ? known : read);
        }
    }

    /// <summary>The user's first waiting job and those that servers work on, with what is expected of them.</summary>
    public UserQueue Of(Guid userId)
    {
        lock (_lock)
        {
            var jobs = _index.Of(userId);
            return new(
                _index.Totals,
                jobs?.Waiting.Min is { } first ? ExpectationOf(first) : default,
                [.. (jobs?.AtWork ?? []).Select(job => (job.Id, ExpectationOf(job)))]);
        }
    }

    public void Apply(QueueEntry entry) => Apply([entry]);

    /// <summary>These jobs were stored as they are now, or earlier.</summary>
    public void Apply(IEnumerable<QueueEntry> entries)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                var isBehind = IsBehindThePlayed(entry);
                if (!_index.Apply(entry with { ExpectedSeconds = _durations.Of(entry.Workflow, null) }))
                {
                    continue;
                }

                _forecast = isBehind ? _forecast : null;
                if (entry is { Status: JobStatus.Succeeded, ExecutionMs: { } milliseconds })
                {
                    _durations.Learn(entry.Workflow, entry.Server, TimeSpan.FromMilliseconds(milliseconds));
                }
            }
        }
    }

    /// <summary>These turns stand there now.</summary>
    public void Apply(IEnumerable<TurnState> turns)
    {
        lock (_lock)
        {
            foreach (var turn in turns)
            {
                _index.Free.Apply(turn);
                _forecast = null;
            }
        }
    }

    /// <summary>The servers that can take jobs, and how many prompts of others each has.</summary>
    public void UseServers(IReadOnlyDictionary<string, int> servers)
    {
        lock (_lock)
        {
            (_servers, _forecast) = (servers, null);
        }
    }

    /// <summary>All that the database had at this time is in here.</summary>
    public void Confirm(long at)
    {
        Volatile.Write(ref _confirmedAt, at);
        _isLoaded.TrySetResult();
    }

    /// <summary>Open jobs behind this one, by their ids' order in memory; to be compared with the database.</summary>
    public IReadOnlyList<Guid> Some(int count)
    {
        lock (_lock)
        {
            return _index.NextToCheck(count);
        }
    }

    /// <summary>These jobs are not in the database any more.</summary>
    public void Remove(IEnumerable<Guid> jobIds)
    {
        lock (_lock)
        {
            foreach (var jobId in jobIds)
            {
                _index.Remove(jobId);
            }

            _forecast = null;
        }
    }

    /// <summary>What comes to wait behind all that was played through changes nothing of when those are done.</summary>
    private bool IsBehindThePlayed(QueueEntry entry) => entry.IsFree && _played.Count == PlayedThrough &&
        _index.Find(entry.Id) is null && Before(entry).Jobs >= PlayedThrough;

    private Expectation ExpectationOf(QueueEntry job)
    {
        var seconds = SecondsOf(job) - (_clock.GetUtcNow() - Forecast().At).TotalSeconds;
        return new(job.Waits ? PositionOf(job) : null, seconds is { } left
            ? Math.Max(1, (int)Math.Ceiling(left))
            : null);
    }

    /// <summary>Exact among those that are played through; behind them as far as it can be reckoned.</summary>
    private int PositionOf(QueueEntry job)
    {
        Forecast();
        return _positions.TryGetValue(job.Id, out var position) ? position
            : _index.Find(job.Id) is null ? Before(job).Jobs + 1
            : Math.Max(Before(job).Jobs, _played.Count) + 1;
    }

    private double? SecondsOf(QueueEntry job)
    {
        var forecast = Forecast();
        if (forecast.Includes(job.Id))
        {
            return forecast.Find(job.Id);
        }

        var before = Before(job);
        return before.Jobs < _played.Count ? forecast.Find(_played[before.Jobs].Id) : forecast.Behind(job.Workflow, before - _workPlayed);
    }

    private Work Before(QueueEntry job) => _index.Given.Total + _index.Free.Before(job.TurnId, job.Place);

    private QueueForecast Forecast()
    {
        var now = _clock.GetUtcNow();
        if (_forecast is null || (now - _forecast.At).Duration() > ForecastGoodFor)
        {
            var given = _index.Given.Items.Take(PlayedThrough).ToList();
            _played = [.. given, .. _index.Free.Take(PlayedThrough - given.Count)];
            _positions = _played.Index().ToDictionary(played => played.Item.Id, played => played.Index + 1);
            _workPlayed = _played.Aggregate(default(Work), (work, job) => work + Work.Of(job));
            _forecast = new(_index.AtServers.UnionBy(_played, job => job.Id), _servers, _durations, now);
        }

        return _forecast;
    }
}

/// <summary>What is expected of an open job.</summary>
/// <param name="Position">1 is next; null when it does not wait.</param>
/// <param name="EtaSeconds">Seconds until it is done; null when not known.</param>
internal readonly record struct Expectation(int? Position, int? EtaSeconds);

/// <summary>The queue as one user sees it.</summary>
/// <param name="Totals">Of all users.</param>
/// <param name="First">What is expected of the user's first waiting job; no position when none waits.</param>
/// <param name="AtWork">The user's jobs that servers work on.</param>
internal sealed record UserQueue(QueueCounts Totals, Expectation First, IReadOnlyList<(Guid JobId, Expectation Expected)> AtWork);
