using System.Diagnostics;
using ArtEngine.Bench.Watching;
using ArtEngine.Growth.Filling;

namespace ArtEngine.Growth.Measuring;

/// <summary>All that is measured at one size, by one caller who asks one thing after the other.</summary>
internal sealed class Measurements(GrowthOptions options, GrowthStage stage, TextWriter output) : IDisposable
{
    /// <summary>With those that were filled in, the user has a page of them at the smallest size too.</summary>
    private const int LeftWaiting = 20;

    private const int Page = 100;
    private const int FewestCalls = 5;
    private const int MostCalls = 1_000;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>Changes of the queue that are close together are told as one: the next one comes after that.</summary>
    private static readonly TimeSpan BetweenChanges = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan BetweenCounts = TimeSpan.FromMilliseconds(20);

    private readonly Service _user = new(stage.Address, stage.Token);
    private readonly Service _nobody = new(stage.Address);
    private readonly List<Figure> _figures = [];

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        Add(new("start until ready, s", stage.ReadyAfter.TotalSeconds));
        for (var job = 0; job < LeftWaiting; job++)
        {
            await _user.GenerateAsync(JobFiller.Common, cancellationToken);
        }

        await ReadAsync(cancellationToken);
        await ChangeAsync(cancellationToken);
        await ListenAsync(cancellationToken);
        await RestAsync(cancellationToken);
        await RenderAsync(cancellationToken);
        Add(new("memory (PSS), MiB", ProcessMeter.ProportionalMebibytes(stage.ProcessId)));
        return _figures;
    }

    public void Dispose()
    {
        _user.Dispose();
        _nobody.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await MeasureAsync(["GET /queue, signed in"], () => GetAsync(_user, "/queue", cancellationToken));
        await MeasureAsync(["GET /queue, anonymous"], () => GetAsync(_nobody, "/queue", cancellationToken));
        await ListAsync("newest", "", cancellationToken);
        await ListAsync("from the middle", $"&cursor={stage.Landmarks.MiddleOfHistory}", cancellationToken);
        await ListAsync("queued", "&status=queued", cancellationToken);
        await ListAsync("succeeded", "&status=succeeded", cancellationToken);
        await ListAsync("of a common workflow", $"&workflow={JobFiller.Common}", cancellationToken);
        await ListAsync("of one last used long ago", $"&workflow={JobFiller.Rare}", cancellationToken);
        var job = $"/image/jobs/{stage.Landmarks.MiddleOfQueue}";
        await MeasureAsync(["GET job in mid-queue"], () => GetAsync(_user, job, cancellationToken));
    }

    private Task ChangeAsync(CancellationToken cancellationToken) => MeasureAsync(["POST generate", "POST cancel"], async () =>
    {
        var job = await _user.GenerateAsync(JobFiller.Common, cancellationToken);
        var accepted = _user.Took;
        await _user.CancelAsync(job, cancellationToken);
        return [accepted, _user.Took];
    });

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        // The changes before must have been told, else the first message is one of them.
        await Task.Delay(Rest, cancellationToken);
        await using var listener = await QueueListener.ConnectAsync(stage.Address, stage.Token, cancellationToken);
        var pending = (await listener.NextAsync(cancellationToken)).Pending;
        await MeasureAsync(["POST generate until a listener knows"], async () =>
        {
            await Task.Delay(BetweenChanges, cancellationToken);
            var sent = Stopwatch.GetTimestamp();
            var job = await _user.GenerateAsync(JobFiller.Common, cancellationToken);
            var told = (await listener.UntilPendingAsync(pending + 1, cancellationToken)).At;
            await _user.CancelAsync(job, cancellationToken);
            await listener.UntilPendingAsync(pending, cancellationToken);
            return [Stopwatch.GetElapsedTime(sent, told)];
        });
    }

    /// <summary>
    /// Waiting jobs are claimed, rendered by a server that takes no time, and stored: the same number of jobs for each size, since the
    /// first ones compile code.
    /// </summary>
    private async Task RenderAsync(CancellationToken cancellationToken)
    {
        var waiting = await CountWaitingAsync(cancellationToken);
        await stage.RenderAsync(cancellationToken);
        // Of the smallest queue a third and more than half.
        var smallest = options.Sizes.Min(size => size.Waiting);
        var first = await UntilWaitingAsync(waiting - (smallest * 3 / 10), cancellationToken);
        var (before, time) = (stage.CpuSeconds, Stopwatch.StartNew());
        var count = first - await UntilWaitingAsync(first - (smallest * 6 / 10), cancellationToken);
        Add(Figure.Processor("claim, render and end of a job", (stage.CpuSeconds - before) * 1_000 / count));
        Add(Figure.Milliseconds("claim, render and end of a job", [time.Elapsed / count]));
    }

    /// <returns>How many wait then.</returns>
    private async Task<int> UntilWaitingAsync(int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            var waiting = await CountWaitingAsync(cancellationToken);
            if (waiting <= most)
            {
                return waiting;
            }

            await Task.Delay(BetweenCounts, cancellationToken);
        }
    }

    private async Task<int> CountWaitingAsync(CancellationToken cancellationToken) =>
        (await _nobody.GetAsync("/queue", cancellationToken)).GetProperty("queue_pending").GetInt32();

    private async Task RestAsync(CancellationToken cancellationToken)
    {
        await using (await QueueListener.ConnectAsync(stage.Address, stage.Token, cancellationToken))
        {
            await RestAsync("idle, one listener", cancellationToken);
        }

        await RestAsync("idle, no listener", cancellationToken);
    }

    private async Task RestAsync(string name, CancellationToken cancellationToken)
    {
        await Task.Delay(Rest, cancellationToken);
        var database = stage.PostgresId is { } postgres
            ? ProcessMeter.FamilyCpuPercentAsync(postgres, options.Idle, cancellationToken)
            : null;
        var host = await ProcessMeter.CpuPercentAsync(stage.ProcessId, options.Idle, cancellationToken);
        Add(Figure.PercentOfACore(name, host));
        if (database is not null)
        {
            Add(Figure.PercentOfACore($"{name}: PostgreSQL", await database));
        }
    }

    /// <summary>A page must be full, else pages of different sizes would be compared.</summary>
    private Task ListAsync(string which, string query, CancellationToken cancellationToken)
    {
        return MeasureAsync([$"GET jobs, {which}"], PageAsync);

        async Task<TimeSpan[]> PageAsync()
        {
            var page = await _user.GetAsync($"/image/jobs?limit={Page}{query}", cancellationToken);
            return page.GetProperty("jobs").GetArrayLength() == Page
                ? [_user.Took]
                : throw new InvalidOperationException($"Not a full page: jobs {which}");
        }
    }

    private static async Task<TimeSpan[]> GetAsync(Service service, string path, CancellationToken cancellationToken)
    {
        await service.GetAsync(path, cancellationToken);
        return [service.Took];
    }

    /// <param name="names">Of the times that one call answers.</param>
    /// <param name="call">What is repeated.</param>
    private async Task MeasureAsync(IReadOnlyList<string> names, Func<Task<TimeSpan[]>> call)
    {
        await RepeatAsync(call, options.Each / 2, fewest: 2);
        var before = stage.CpuSeconds;
        var times = await RepeatAsync(call, options.Each, FewestCalls);
        Add(Figure.Processor(string.Join(" and ", names), (stage.CpuSeconds - before) * 1_000 / times.Count));
        for (var at = 0; at < names.Count; at++)
        {
            Add(Figure.Milliseconds(names[at], times.Select(time => time[at])));
        }
    }

    private static async Task<List<TimeSpan[]>> RepeatAsync(Func<Task<TimeSpan[]>> call, TimeSpan duration, int fewest)
    {
        var times = new List<TimeSpan[]>();
        for (var time = Stopwatch.StartNew(); times.Count < fewest || (time.Elapsed < duration && times.Count < MostCalls);)
        {
            times.Add(await call());
        }

        return times;
    }

    private void Add(Figure figure)
    {
        output.WriteLine($"  {figure}");
        _figures.Add(figure);
    }
}
