using System.Diagnostics;
using ArtEngine.Bench.Callers;
using ArtEngine.Bench.Watching;

namespace ArtEngine.Hostile;

/// <summary>One run: raise everything, send the jobs, wait, watch the host rest, judge.</summary>
internal sealed class HostileRun
{
    /// <summary>After a short run the runtime still compiles what ran often.</summary>
    private static readonly TimeSpan BeforeRest = TimeSpan.FromSeconds(5);

    private readonly HostileOptions _options;
    private readonly HostileStage _stage;
    private readonly Caller _caller;
    private readonly JobWatch _watch;
    private readonly HealthWatch _health;
    private readonly TextWriter _out;
    private readonly Stopwatch _time = Stopwatch.StartNew();

    private HostileRun(HostileOptions options, HostileStage stage, Caller caller, TextWriter output) =>
        (_options, _stage, _caller, _watch, _health, _out) = (options, stage, caller, new(caller), new(caller, node: 0), output);

    public static async Task<HostileReport> RunAsync(
        HostileOptions options, int seed, TextWriter output, CancellationToken cancellationToken)
    {
        output.WriteLine(
            $"Seed {seed}: {options.Jobs} jobs, {options.Servers} servers, " +
            $"{(options.HasGood ? "one of them good" : "none of them good")}, rate {options.Rates}");
        await using var stage = await HostileStage.RaiseAsync(options, seed, cancellationToken);
        using var caller = new Caller([stage.Node], stage.Folder.ReadToken());
        var report = await new HostileRun(options, stage, caller, output).RunAsync(seed, cancellationToken);
        if (options.Keep)
        {
            var requests = Path.Combine(stage.Folder.Path, "requests.log");
            await stage.Log.SaveAsync(requests);
            output.WriteLine($"Logs and data: {stage.Folder.Path}; every request: {requests}");
        }

        return report;
    }

    private async Task<HostileReport> RunAsync(int seed, CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = _health.RunAsync(watching.Token);
        var jobs = await HostileJobs.MakeAsync(_caller, _options.Jobs, cancellationToken);
        await Parallel.ForEachAsync(
            jobs, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (job, cancel) =>
                await _caller.SubmitAsync(job, cancel));
        Say("all jobs are accepted");
        await WaitForEndAsync(cancellationToken);
        var seconds = _time.Elapsed.TotalSeconds;
        await watching.CancelAsync();
        await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Say("watching the host rest");
        await Task.Delay(BeforeRest, cancellationToken);
        var idle = await ProcessMeter.CpuPercentAsync(_stage.Node.ProcessId, _options.Idle, cancellationToken);
        await _watch.LookAsync(cancellationToken);
        var done = jobs.Where(job => job.Id is not null && _watch.Jobs.GetValueOrDefault(job.Id)?.Status == "succeeded");
        return new HostileReport
        {
            Options = _options,
            Seed = seed,
            Seconds = seconds,
            Jobs = jobs,
            Looks = _watch.Jobs,
            Illegal = _watch.Illegal,
            Requests = _stage.Log.Requests,
            TrapVisits = _stage.Trap.Visits,
            IdleCpu = idle,
            Samples = _health.Samples,
            Log = LogCount.Of(_stage.Node.LogFile),
            OwnEnds = _stage.Node.OwnEnds,
            PictureFaults = await Pictures.CheckAsync(_caller, done, cancellationToken),
        };
    }

    /// <summary>Until all jobs have ended, or none did for the time of the patience.</summary>
    private async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        // Looking at thousands of jobs is work for the host: not too often.
        var every = TimeSpan.FromSeconds(Math.Max(1, _options.Jobs / 500.0));
        var (ended, since) = (-1, Stopwatch.StartNew());
        while (ended < _options.Jobs && since.Elapsed < _options.Patience)
        {
            await Task.Delay(every, cancellationToken);
            await _watch.LookAsync(cancellationToken);
            if (_watch.Jobs.Count(job => job.Value.HasEnded) is var now && now != ended)
            {
                (ended, since) = (now, Stopwatch.StartNew());
                Say("");
            }
        }
    }

    private void Say(string what) => _out.WriteLine(
        $"{TimeProvider.System.GetUtcNow():HH:mm:ss.f} {what} " +
        $"({_watch.Jobs.Count(job => job.Value.HasEnded)} of {_options.Jobs} ended)");
}
