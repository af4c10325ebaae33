using System.Diagnostics;
using ArtEngine.Bench.Callers;
using ArtEngine.Bench.Stage;
using ArtEngine.Bench.Watching;

namespace ArtEngine.Servers;

/// <summary>One run: the stand-ins, a host that knows them all, a rest, jobs, and another rest.</summary>
internal sealed class ServersRun(ServersOptions options, StandIns servers, Node node, Caller caller, TextWriter output)
{
    private readonly JobWatch _watch = new(caller);

    public static async Task<ServersReport> RunAsync(ServersOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        using var folder = new RunFolder(options.Keep);
        await using var servers = await StandIns.StartAsync(options.Count, options.Render);
        var dependencies = options.IsReal ? await Dependency.StartAllAsync(folder.Path) : [];
        try
        {
            await using var node = new Node(0, folder.Path, [.. Settings(options, servers, folder), .. Dependency.Settings(dependencies)]);
            var start = Stopwatch.StartNew();
            await node.StartAsync(cancellationToken);
            output.WriteLine(
                $"The host answers after {start.Elapsed.TotalSeconds:0.0} " +
                $"s{(options.Keep ? $"; logs and data: {folder.Path}" : "")}");
            using var caller = new Caller([node], folder.ReadToken());
            return await new ServersRun(options, servers, node, caller, output).RunAsync(start, cancellationToken);
        }
        finally
        {
            await Task.WhenAll(dependencies.Select(dependency => dependency.DisposeAsync().AsTask()));
        }
    }

    private async Task<ServersReport> RunAsync(Stopwatch start, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetUtcNow() - start.Elapsed;
        await UntilAsync(() => servers.All.Count(server => server.HeardAt is not null), options.Count, "lanes run", cancellationToken);
        var heard = servers.All.Where(server => server.HeardAt is not null).Select(server => (server.HeardAt!.Value - started).TotalSeconds)
            .ToList();
        var (before, memoryBefore) = (await RestAsync(cancellationToken), ProcessMeter.ResidentMebibytes(node.ProcessId));

        var time = Stopwatch.StartNew();
        var jobs = Enumerable.Range(0, options.Jobs)
            .Select(number => new SentJob(number, $"servers-{number}-of-{options.Jobs}",
                new { workflow_name = "test-card", parameters = new { color = number, width = 64, height = 64 } }));
        await Parallel.ForEachAsync(
            jobs, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (job, cancel) =>
                await caller.SubmitAsync(job, cancel));
        output.WriteLine($"All jobs are accepted after {time.Elapsed.TotalSeconds:0.0} s");
        await UntilAsync(() => servers.All.Sum(server => server.Finished), options.Jobs, "renders ended", cancellationToken);
        await UntilEndedAsync(cancellationToken);
        var seconds = time.Elapsed.TotalSeconds;
        var memoryAfter = ProcessMeter.ResidentMebibytes(node.ProcessId);
        return new(
            options,
            [.. heard],
            [.. servers.All.Select(server => server.Finished)],
            [.. _watch.Jobs.Values],
            seconds,
            new(before, memoryBefore),
            new(await RestAsync(cancellationToken), memoryAfter));
    }

    private Task<double> RestAsync(CancellationToken cancellationToken)
    {
        output.WriteLine($"Watching the host rest for {options.Idle.TotalSeconds:0} s");
        return ProcessMeter.CpuPercentAsync(node.ProcessId, options.Idle, cancellationToken);
    }

    private async Task UntilEndedAsync(CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < options.Patience; await Task.Delay(1_000, cancellationToken))
        {
            await _watch.LookAsync(cancellationToken);
            if (_watch.Jobs.Count == options.Jobs && _watch.Jobs.Values.All(job => job.HasEnded))
            {
                return;
            }
        }
    }

    /// <summary>Until there are so many, or no more came for the time of the patience.</summary>
    private async Task UntilAsync(Func<int> count, int wanted, string what, CancellationToken cancellationToken)
    {
        var (last, since) = (-1, Stopwatch.StartNew());
        while (last < wanted && since.Elapsed < options.Patience)
        {
            await Task.Delay(200, cancellationToken);
            if (count() is var now && now != last)
            {
                (last, since) = (now, Stopwatch.StartNew());
            }
        }

        output.WriteLine($"{last} of {wanted} {what}");
    }

    private static IEnumerable<string> Settings(ServersOptions options, StandIns servers, RunFolder folder)
    {
        yield return $"--DataDirectory={folder.Data}";
        yield return $"--Generation:MaxQueuedPerUser={options.Jobs + 100}";
        for (var number = 0; number < options.Count; number++)
        {
            yield return $"--ComfyUi:Servers:{number}:Url={servers.AddressOf(number)}";
            yield return $"--ComfyUi:Servers:{number}:Name=s{number}";
        }

        foreach (var setting in options.Settings)
        {
            yield return $"--{setting}";
        }
    }
}
