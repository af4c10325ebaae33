using System.Diagnostics;
using ArtEngine.Bench.Callers;
using ArtEngine.Bench.Stage;
using ArtEngine.Bench.Watching;
using ArtEngine.Chaos.Stage;
using ArtEngine.Chaos.Trouble;
using ArtEngine.Chaos.Verdict;

namespace ArtEngine.Chaos;

/// <summary>One run: raise everything, send the jobs, make trouble meanwhile, wait, count.</summary>
internal sealed class ChaosRun
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly ChaosOptions _options;
    private readonly TestCluster _cluster;
    private readonly Caller _caller;
    private readonly JobWatch _watch;
    private readonly IReadOnlyList<SentJob> _jobs;
    private readonly IReadOnlyList<HealthWatch> _health;
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly TextWriter _out;
    private int _accepted;

    private int Ended => _watch.Jobs.Count(job => job.Value.HasEnded);

    private ChaosRun(ChaosOptions options, TestCluster cluster, Caller caller, TextWriter output)
    {
        (_options, _cluster, _caller, _watch, _out) = (options, cluster, caller, new(caller), output);
        _health = [.. cluster.Nodes.Select(node => new HealthWatch(caller, node.Number))];
        _jobs = [.. Enumerable.Range(0, options.Jobs)
            .Select(number => SentJob.Picture(number, $"chaos-{number}-of-{options.Jobs}", ChaosOptions.Steps))];
    }

    public static async Task<Report> RunAsync(ChaosOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        output.WriteLine(
            $"Seed {options.Seed}: {options.Jobs} jobs, {options.Nodes} nodes, {options.Servers} servers, " +
            $"{options.EffectiveStepMs:0} ms a step");
        await using var cluster = await TestCluster.RaiseAsync(options, cancellationToken);
        if (options.Keep)
        {
            output.WriteLine($"Logs and data: {cluster.Folder.Path}");
        }

        if (options.ClockJumps && cluster.Clocks is null)
        {
            output.WriteLine("Clocks cannot be set here (libfaketime is missing): they do not jump.");
            options = options with { ClockJumps = false };
        }

        using var caller = new Caller(cluster.Nodes, cluster.Folder.ReadToken()) { AreClocksWrong = options.ClockJumps };
        return await new ChaosRun(options, cluster, caller, output).RunAsync(cancellationToken);
    }

    private async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = Task.WhenAll(_health.Select(health => health.RunAsync(watching.Token)).Prepend(WatchJobsAsync(watching.Token)));
        var sending = SendAsync(cancellationToken);
        await Waiting.UntilAsync("a node sends a prompt", () =>
            Task.FromResult(_cluster.RequestLog.Passages.Any(passage => passage.PromptId is not null)), cancellationToken);

        var trouble = new FaultInjector(_cluster, () => Ended < _options.Jobs, Say);
        var freeze = _options.FreezeNode is { } seconds ? new FrozenNode(_cluster, _watch, seconds, Say) : null;
        await (freeze?.RunAsync(cancellationToken) ?? trouble.RunAsync(Plan.Draw(_options), cancellationToken));
        await sending;
        await (watch.IsFaulted ? watch : Task.CompletedTask);
        Say("all are back; waiting for the jobs to end");
        var isOver = await WaitForEndAsync(cancellationToken);
        var ready = await WaitUntilReadyAsync(cancellationToken);
        await watching.CancelAsync();
        await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _watch.LookAsync(cancellationToken);

        Say("counting");
        var lives = (await Task.WhenAll(_cluster.Servers.Select(server => server.LivesAsync()))).SelectMany(life => life).ToList();
        var done = _jobs.Where(job => job.Id is not null && _watch.Jobs.GetValueOrDefault(job.Id)?.Status == "succeeded");
        var pictures = await Pictures.CheckAsync(_caller, done, cancellationToken);
        return new Report
        {
            Options = _options,
            Seconds = Math.Round(_time.Elapsed.TotalSeconds, 1),
            IsOver = isOver,
            Jobs = _jobs,
            Looks = _watch.Jobs,
            Illegal = _watch.Illegal,
            PictureFaults = pictures,
            LedgerFaults = await Ledger.CheckAsync(_caller, [.. _watch.Jobs.Values.Where(job => job.HasEnded)], cancellationToken),
            Renders = RenderCount.Of(_jobs, _cluster.RequestLog.Passages, lives, trouble.Done),
            Disturbances = trouble.Done,
            Moves = Moves.Of(_cluster.RequestLog.Passages, lives, trouble.Done, _cluster.Nodes),
            Health = _health.SelectMany(node => node.Samples).GroupBy(sample => sample.Word)
                .ToDictionary(word => word.Key, word => word.Count()),
            Standing = FindStanding(),
            ReadyAtEnd = ready,
            Answers = _caller.Answers,
            Surprises = [.. _caller.Surprises],
            OwnEnds = _cluster.Nodes.Sum(node => node.OwnEnds),
            Freeze = freeze?.Judge(lives, _jobs),
        };
    }

    private List<string> FindStanding()
    {
        var (lanes, words) = (new StandingLanes(pendingIsWork: 4 * _options.Servers, trustsBackends: false), _cluster.RequestLog.Words);
        return [.. _health.SelectMany((node, number) => lanes.Find(node.Samples, words).Select(sentence => $"node {number}: {sentence}"))];
    }

    /// <summary>Over the first third of the time, to the nodes in turn.</summary>
    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var pause = _options.Span / 3 / _options.Jobs;
        await Parallel.ForEachAsync(
            _jobs, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken }, async (job, cancel) =>
        {
            var due = (pause * job.Number) - _time.Elapsed;
            await Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero, cancel);
            await _caller.SubmitAsync(job, cancel);
            Interlocked.Increment(ref _accepted);
        });
        Say($"all {_accepted} jobs are accepted");
    }

    private async Task WatchJobsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _watch.LookAsync(cancellationToken);
            await Task.Delay(LookEvery, cancellationToken);
        }
    }

    private async Task<bool> WaitForEndAsync(CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < _options.Patience; await Task.Delay(500, cancellationToken))
        {
            if (Ended >= _accepted)
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>What each node says of itself, at last.</returns>
    private async Task<IReadOnlyList<string>> WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var words = new List<(string Word, string Body)>();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(15); await Task.Delay(500, cancellationToken))
        {
            words = [.. await Task.WhenAll(
                Enumerable.Range(0, _options.Nodes).Select(node => _caller.ReadyAsync(node, cancellationToken)))];
            if (words.TrueForAll(node => node.Word == "healthy"))
            {
                break;
            }
        }

        return [.. words.Select(node => node.Word == "healthy" ? node.Word : node.Body)];
    }

    private void Say(string what)
    {
        lock (_out)
        {
            _out.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.f} {what} ({_accepted} accepted, {Ended} ended)");
        }
    }
}
