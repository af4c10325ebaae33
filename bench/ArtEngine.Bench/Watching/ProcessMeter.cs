using System.Globalization;

namespace ArtEngine.Bench.Watching;

/// <summary>What a process takes, by Linux' tables.</summary>
internal static class ProcessMeter
{
    /// <summary>Of <c>/proc/PID/stat</c>; the same on all of Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <returns>Percent of one core.</returns>
    public static async Task<double> CpuPercentAsync(int process, TimeSpan time, CancellationToken cancellationToken)
    {
        var before = CpuSeconds(process);
        await Task.Delay(time, cancellationToken);
        return Math.Round((CpuSeconds(process) - before) / time.TotalSeconds * 100, 2);
    }

    public static double CpuSeconds(int process)
    {
        // The name in front may hold spaces; user and system time are the 14th and 15th value.
        var values = File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Number(values[11]) + Number(values[12])) / TicksPerSecond;
    }

    public static double ResidentMebibytes(int process) =>
        Math.Round(Number(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal)) / 1024, 1);

    private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);
}
