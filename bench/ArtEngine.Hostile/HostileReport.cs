using System.Globalization;
using System.Text;
using ArtEngine.Bench.Callers;
using ArtEngine.Bench.Hostile;
using ArtEngine.Bench.Watching;

namespace ArtEngine.Hostile;

/// <summary>What came of a run.</summary>
internal sealed class HostileReport
{
    private const string Good = "gpu-0";
    private const int MostListed = 20;

    public required HostileOptions Options { get; init; }

    public required int Seed { get; init; }

    public required double Seconds { get; init; }

    public required IReadOnlyList<SentJob> Jobs { get; init; }

    /// <summary>The last look at each job, by id.</summary>
    public required IReadOnlyDictionary<string, JobLook> Looks { get; init; }

    public required IReadOnlyList<string> Illegal { get; init; }

    public required IReadOnlyList<LoggedRequest> Requests { get; init; }

    public required int TrapVisits { get; init; }

    /// <summary>Percent of a core, after the last job.</summary>
    public required double IdleCpu { get; init; }

    public required IReadOnlyList<HealthSample> Samples { get; init; }

    public required LogCount Log { get; init; }

    /// <summary>How often the host ended by itself.</summary>
    public required int OwnEnds { get; init; }

    /// <summary>Files that a hostile answer may have spoilt unnoticed, or not: told, not judged.</summary>
    public required IReadOnlyList<string> PictureFaults { get; init; }

    public IReadOnlyList<JobLook> NotEnded => [.. Looks.Values.Where(job => !job.HasEnded)];

    public IReadOnlyList<string> StandingLanes =>
        new StandingLanes(pendingIsWork: 4 * Options.Servers, trustsBackends: true).Find(
            Samples, Requests.Where(request => request.Route != Routes.Probe)
                .ToLookup(request => $"gpu-{request.Server}", request => request.At));

    /// <summary>Everything that must not be; a sentence each.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. NotEnded.Select(job => $"Not ended: {job}"),
        .. Overdue().Select(sentence => $"Took too long: {sentence}"),
        .. Densest is { Count: > HostileOptions.MostRequests } densest ? [$"Too many requests: {Tell(densest)}"] : Array.Empty<string>(),
        .. TrapVisits > 0 ? [$"Redirects were followed {TrapVisits} times."] : Array.Empty<string>(),
        .. Options.HasGood ? Looks.Values.Where(job => job is { Status: "failed", Backend: Good })
        .Select(job => $"Failed at the good server: {job}") : [],
        .. Options.HasGood && Succeeded(Good) == 0 ? ["Nothing succeeded at the good server."] : Array.Empty<string>(),
        .. IdleCpu >= Options.MostIdleCpu ? [$"The host takes {IdleCpu} % of a core after the last job."] : Array.Empty<string>(),
        .. StandingLanes.Select(sentence => $"Stood still: {sentence}"),
        .. Illegal.Select(sentence => $"State: {sentence}"),
        .. OwnEnds > 0 ? [$"The host ended by itself {OwnEnds} times."] : Array.Empty<string>(),
    ];

    private (string? Key, int Count, DateTimeOffset At) Densest => RequestLog.Densest(Requests, request => request.PromptId);

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine();
        var ended = Looks.Values.Where(job => job.HasEnded).ToList();
        Row("seed, rate", $"{Seed}, {Options.Rates}");
        Row("stack",
            $"{(Options.IsReal ? "PostgreSQL, Redis, S3" : "embedded")}; {Options.Servers} servers, " +
            $"{(Options.HasGood ? $"{Good} is good" : "none good")}");
        Row("took", $"{Seconds:0} s, {ended.Count / Seconds:0.0} jobs/s");
        Row(
            "jobs sent, NOT ENDED",
            $"{Jobs.Count}, {NotEnded.Count}{Group(NotEnded.Select(job => $"{job.Status} at {job.Backend ?? "none"}"))}");
        Row("ENDED TOO LATE",
            $"{Overdue().Count}, longest {Spans().Select(span => span.Seconds).DefaultIfEmpty().Max():0} s of " +
            $"{Options.LongestJob.TotalSeconds:0} s");
        Row("REQUESTS A SECOND FOR ONE PROMPT", Tell(Densest));
        Row("requests a second at one server", Tell(RequestLog.Densest(Requests, request => $"gpu-{request.Server}")));
        Row("TRAP VISITS", $"{TrapVisits}");
        Row("ended as", Group(ended.Select(job => job.Status)).Trim(' ', '(', ')'));
        Row("fault codes", Group(ended.Where(job => job.Status == "failed").Select(job => job.Error!.Split(':')[0])).Trim(' ', '(', ')'));
        Row("succeeded at", Group(ended.Where(job => job.Status == "succeeded").Select(job => job.Backend!)).Trim(' ', '(', ')'));
        Row("attempts a job, most",
            $"{Looks.Values.Select(job => job.Attempts).DefaultIfEmpty().Average():0.00}, " +
            $"{Looks.Values.Select(job => job.Attempts).DefaultIfEmpty().Max()}");
        Row("FAILED AT THE GOOD SERVER", $"{Looks.Values.Count(job => job is { Status: "failed", Backend: Good })}");
        Row("IDLE CPU", $"{IdleCpu.ToString(CultureInfo.InvariantCulture)} % of a core");
        Row("/health/ready", Group(Samples.Select(sample => sample.Word)).Trim(' ', '(', ')'));
        Row("LANES THAT STOOD, SAID TO BE WELL", $"{StandingLanes.Count}");
        Row("requests, struck", $"{Requests.Count}, {Requests.Count(request => request.Fault is not null)}");
        Row("warnings, a second, most in one", $"{Log.Lines}, {Log.Lines / Seconds:0.00}, {Log.MostInASecond}");
        Row("spoilt pictures (not judged)", $"{PictureFaults.Count}");
        Row("host ended by itself", $"{OwnEnds} times");
        foreach (var sentence in Listed(Faults).Concat(Listed(PictureFaults.Select(fault => $"Picture: {fault}")))
            .Concat(Log.Frequent.Select(line => $"Log: {line}")))
        {
            text.AppendLine(sentence);
        }

        return text.ToString();

        void Row(string name, string value) => text.Append(name.PadRight(36)).AppendLine(value);
    }

    private int Succeeded(string server) => Looks.Values.Count(job => job.Status == "succeeded" && job.Backend == server);

    private List<string> Overdue() =>
        [.. Spans().Where(span => span.Seconds > Options.LongestJob.TotalSeconds).Select(span => $"{span.Seconds:0} s for {span.Job}")];

    /// <summary>From the first prompt of each ended job to its end.</summary>
    private IEnumerable<(double Seconds, JobLook Job)> Spans()
    {
        var first = Requests.Where(request => request is { Route: Routes.Prompt, JobId: not null }).GroupBy(request => request.JobId!)
            .ToDictionary(job => job.Key, job => job.Min(request => request.At));
        return Looks.Values.Where(job => job.CompletedAt is not null && first.ContainsKey(job.Id))
            .Select(job => ((job.CompletedAt - first[job.Id])!.Value.TotalSeconds, job));
    }

    private static IEnumerable<string> Listed(IEnumerable<string> sentences)
    {
        var all = sentences.ToList();
        return all.Count <= MostListed ? all : all.Take(MostListed).Append($"... and {all.Count - MostListed} more.");
    }

    private static string Tell((string? Key, int Count, DateTimeOffset At) densest) =>
        string.Create(CultureInfo.InvariantCulture, $"{densest.Count}, {densest.Key} at {densest.At:HH:mm:ss.f}");

    private static string Group(IEnumerable<string> words) =>
        words.GroupBy(word => word).OrderByDescending(word => word.Count()).Select(word => $"{word.Key}: {word.Count()}").ToList() is
        { Count: > 0 } groups
        ? $" ({string.Join(", ", groups)})"
        : "";
}
