using System.Diagnostics;
using System.Globalization;

namespace ArtEngine.Bench.Stage;

/// <summary>A program of this repository in a process of its own, with its output in a file.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;

    /// <param name="program">The name of its project, built in the same configuration as this one.</param>
    /// <param name="arguments">For the program.</param>
    /// <param name="environment">Besides this process's own.</param>
    /// <param name="logFile">Gets what it says; its folder is where it runs.</param>
    public ChildProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string logFile)
    {
        // The shell becomes the program: the process that is signalled is the right one.
        var start = new ProcessStartInfo("bash",
            ["-c", "exec dotnet \"$@\" >>\"$CHAOS_LOG\" 2>&1 </dev/null", "bash", Built(program), .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(logFile)!,
        };
        start.Environment["CHAOS_LOG"] = logFile;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    /// <summary>The root of the checkout.</summary>
    public static string Root { get; } = Upwards(AppContext.BaseDirectory, "ArtEngine.sln");

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>SIGKILL: the process has no chance to say or save anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>It stands still; its connections stay open.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Published, when the run's script says where; else as it was built.</summary>
    private static string Built(string program)
    {
        if (Environment.GetEnvironmentVariable($"PUBLISHED_{program.Replace('.', '_')}") is { } published)
        {
            return published;
        }

        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Path.Combine(Root, "artifacts", "bin", program, configuration, $"{program}.dll");
    }

    private static string Upwards(string folder, string file) => File.Exists(Path.Combine(folder, file))
        ? folder
        : Upwards(Path.GetDirectoryName(folder)
            ?? throw new InvalidOperationException($"There is no {file} above {AppContext.BaseDirectory}."), file);
}
