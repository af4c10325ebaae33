using System.Diagnostics;
using System.Globalization;

namespace ArtEngine.Bench.Stage;

/// <summary>Clocks of hosts that can be set, by libfaketime. What measures durations is not touched.</summary>
internal sealed class FakeClocks
{
    public static readonly TimeSpan Jump = TimeSpan.FromHours(2);

    private readonly string _library;
    private readonly string _folder;

    private FakeClocks(string library, string folder) => (_library, _folder) = (library, folder);

    /// <summary>Null when it cannot be had here.</summary>
    public static async Task<FakeClocks?> FindAsync(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        if (Find() is null && Environment.IsPrivilegedProcess)
        {
            var install = "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libfaketime";
            using var process = Process.Start(
                new ProcessStartInfo("bash", ["-c", $"({install}) >'{Path.Combine(folder, "faketime.log")}' 2>&1 </dev/null"]))!;
            await process.WaitForExitAsync();
        }

        return Find() is { } library ? new(library, folder) : null;
    }

    /// <summary>What a host is started with, so that its clock can be set.</summary>
    public async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(int node)
    {
        await SetAsync(node, TimeSpan.Zero);
        return new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = _library,
            ["FAKETIME_TIMESTAMP_FILE"] = FileOf(node),
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            // Else waits of the runtime end at once, again and again.
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        };
    }

    /// <summary>Within a second, so far from the true time.</summary>
    public async Task SetAsync(int node, TimeSpan offset)
    {
        // Renamed into its place: a host must never read half of it.
        var file = $"{FileOf(node)}.new";
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"{offset.TotalSeconds:+0;-0;+0}\n"));
        File.Move(file, FileOf(node), overwrite: true);
    }

    private string FileOf(int node) => Path.Combine(_folder, $"node-{node}.clock");

    private static string? Find() => Directory.EnumerateDirectories("/usr/lib", "faketime",
        new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
        .Select(folder => Path.Combine(folder, "libfaketimeMT.so.1")).FirstOrDefault(File.Exists);
}
