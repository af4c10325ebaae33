using System.Globalization;
using ArtEngine.Bench.Callers;

namespace ArtEngine.Chaos.Verdict;

/// <summary>What the usage ledger says of all jobs together.</summary>
internal sealed record Ledger(long Jobs, double GpuSeconds, long Bytes)
{
    /// <summary>Ends are told to it a moment later, and once more after a while when that failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Of a day whose clocks may have jumped.</summary>
    private const int DaysAround = 3;

    /// <returns>A sentence for each sum that is another one than that over the jobs; none when it is exact.</returns>
    public static async Task<IReadOnlyList<string>> CheckAsync(
        Caller caller, IReadOnlyCollection<JobLook> jobs, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            var faults = (await ReadAsync(caller, cancellationToken)).FaultsAgainst(jobs).ToList();
            if (faults.Count == 0 || patience.IsCancellationRequested)
            {
                return faults;
            }

            await Task.Delay(LookEvery, cancellationToken);
        }
    }

    private static async Task<Ledger> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var days = string.Create(
            CultureInfo.InvariantCulture, $"from={today.AddDays(-DaysAround):yyyy-MM-dd}&to={today.AddDays(DaysAround):yyyy-MM-dd}");
        var rows = (await caller.GetAsync($"/usage?{days}&limit=10000", node: 0, cancellationToken)).GetProperty("usage")
            .EnumerateArray().ToList();
        return new(
            rows.Sum(row => row.GetProperty("jobs").GetInt64()),
            rows.Sum(row => row.GetProperty("gpu_seconds").GetDouble()),
            rows.Sum(row => row.GetProperty("bytes").GetInt64()));
    }

    private IEnumerable<string> FaultsAgainst(IReadOnlyCollection<JobLook> jobs)
    {
        if (Jobs != jobs.Count)
        {
            yield return $"{Jobs} jobs instead of {jobs.Count}";
        }

        if (Bytes != jobs.Sum(job => job.Bytes))
        {
            yield return $"{Bytes} bytes instead of {jobs.Sum(job => job.Bytes)}";
        }

        // Renders that came to nothing count besides, and a job does not tell how long they took.
        var (rendered, slack) = (jobs.Sum(job => job.ExecutionMs ?? 0) / 1_000.0, 0.001);
        var isAll = jobs.All(job => job.Attempts == 1);
        if (GpuSeconds < rendered - slack || (isAll && GpuSeconds > rendered + slack))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{GpuSeconds:0.###} seconds for renders of {rendered:0.###}");
        }
    }
}
