using System.Globalization;

namespace ArtEngine.Bench.Watching;

/// <summary>What a process takes, by Linux' tables.</summary>
internal static class ProcessMeter
{
    /// <summary>Of <c>/proc/PID/stat</c>; the same on all of Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <returns>Percent of one core.</returns>
    public static Task<double> CpuPercentAsync(int process, TimeSpan time, CancellationToken cancellationToken) =>
        PercentAsync(() => CpuSeconds(process), time, cancellationToken);

    /// <returns>Percent of one core that the process takes with its children, those that ended meanwhile included.</returns>
    public static Task<double> FamilyCpuPercentAsync(int process, TimeSpan time, CancellationToken cancellationToken) =>
        PercentAsync(() => FamilyCpuSeconds(process), time, cancellationToken);

    public static double CpuSeconds(int process) => Ticks(process, 11, 12) / TicksPerSecond;

    public static double ResidentMebibytes(int process) => Mebibytes($"/proc/{process}/status", "VmRSS");

    /// <summary>What it shares with other processes is divided among them.</summary>
    public static double ProportionalMebibytes(int process) => Mebibytes($"/proc/{process}/smaps_rollup", "Pss");

    private static async Task<double> PercentAsync(Func<double> seconds, TimeSpan time, CancellationToken cancellationToken)
    {
        var before = seconds();
        await Task.Delay(time, cancellationToken);
        return Math.Round((seconds() - before) / time.TotalSeconds * 100, 2);
    }

    public static double FamilyCpuSeconds(int process)
    {
        var children = File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Sum(child => CpuSecondsIfAlive(int.Parse(child, CultureInfo.InvariantCulture)));
        // The time of children that ended is their parent's 16th and 17th value.
        return children + (Ticks(process, 11, 12, 13, 14) / TicksPerSecond);
    }

    private static double CpuSecondsIfAlive(int process)
    {
        try
        {
            return CpuSeconds(process);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <param name="process">Its id.</param>
    /// <param name="places">The name in front may hold spaces: counted from the value after it, the third, as 0.</param>
    private static double Ticks(int process, params int[] places)
    {
        var values = File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return places.Sum(place => Number(values[place]));
    }

    private static double Mebibytes(string file, string name)
    {
        var line = File.ReadLines(file).First(line => line.StartsWith($"{name}:", StringComparison.Ordinal));
        return Math.Round(Number(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal)) / 1024, 1);
    }

    private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);
}
