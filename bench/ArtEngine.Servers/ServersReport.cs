using System.Text;
using ArtEngine.Bench.Callers;

namespace ArtEngine.Servers;

/// <summary>What came of a run.</summary>
/// <param name="Options">What was run.</param>
/// <param name="LanesAfter">Seconds from the start of the host until each lane spoke first, for those that did.</param>
/// <param name="Finished">Renders that each server ended.</param>
/// <param name="Looks">The last look at each job.</param>
/// <param name="Seconds">From the first job sent to the last one's end.</param>
/// <param name="Before">At rest, before the jobs.</param>
/// <param name="After">Memory at the end of the jobs, and the processor at rest after them.</param>
internal sealed record ServersReport(
    ServersOptions Options,
    IReadOnlyList<double> LanesAfter,
    IReadOnlyList<int> Finished,
    IReadOnlyList<JobLook> Looks,
    double Seconds,
    Load Before,
    Load After)
{
    /// <summary>Everything that must not be; a sentence each.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. LanesAfter.Count < Options.Count ? [$"{Options.Count - LanesAfter.Count} lanes never began."] : Array.Empty<string>(),
        .. Finished.Any(count => count == 0) ? [$"{Finished.Count(count => count == 0)} servers finished no job."] : Array.Empty<string>(),
        .. Looks.Count < Options.Jobs ? [$"{Options.Jobs - Looks.Count} jobs are not there."] : Array.Empty<string>(),
        .. Looks.Where(job => job.Status != "succeeded").GroupBy(job => $"{job.Status} {job.Error}")
        .Select(kind => $"{kind.Count()} jobs are {kind.Key}."),
    ];

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine();
        Row("stack", $"{(Options.IsReal ? "PostgreSQL, Redis, S3" : "embedded")}; renders of {Options.Render.TotalSeconds} s");
        Row("lanes that run", $"{LanesAfter.Count} of {Options.Count}; the last after {LanesAfter.DefaultIfEmpty().Max():0.0} s");
        Row("servers that finished a job",
            $"{Finished.Count(count => count > 0)} of {Options.Count}; fewest {Finished.Min()}, most " +
            $"{Finished.Max()}");
        Row("jobs succeeded",
            $"{Looks.Count(job => job.Status == "succeeded")} of {Options.Jobs} in {Seconds:0.0} s, " +
            $"{Looks.Count(job => job.HasEnded) / Seconds:0.0} jobs/s");
        Row("at rest before", $"{Before}");
        Row("at the end, and at rest after", $"{After}");
        foreach (var sentence in Faults)
        {
            text.AppendLine(sentence);
        }

        return text.ToString();

        void Row(string name, string value) => text.Append(name.PadRight(36)).AppendLine(value);
    }
}

/// <summary>What the host takes.</summary>
/// <param name="CpuPercent">Percent of one core.</param>
/// <param name="ResidentMebibytes">Memory.</param>
internal sealed record Load(double CpuPercent, double ResidentMebibytes)
{
    public override string ToString() => $"{CpuPercent:0.0} % of a core, {ResidentMebibytes:0} MiB";
}
