using System.Diagnostics;
using System.Globalization;

namespace ArtEngine.Bench.Stage;

/// <summary>PostgreSQL, Redis or S3, started by the scripts of the tests; started again it goes on with its data.</summary>
/// <param name="kind"><c>postgres, redis</c> or <c>s3</c>.</param>
/// <param name="program">The one of its processes that speaks to clients.</param>
/// <param name="folder">Of the whole run.</param>
internal sealed class Dependency(string kind, string program, string folder) : IAsyncDisposable
{
    /// <summary>Its storage takes the thirty ports that follow, too.</summary>
    private readonly int _port = Ports.Take(32);

    private readonly string _folder = Path.Combine(folder, kind);

    private string ProcessFile => Path.Combine(_folder, "pids", program);

    public string Kind { get; } = kind;

    /// <summary>What the script printed, by variable.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; private set; } = new Dictionary<string, string>();

    /// <summary>All that the real stack has.</summary>
    public static async Task<IReadOnlyList<Dependency>> StartAllAsync(string folder)
    {
        IReadOnlyList<Dependency> all =
            [new("postgres", "postgres", folder), new("redis", "redis-server", folder), new("s3", "radosgw", folder)];
        await Task.WhenAll(all.Select(dependency => dependency.StartAsync()));
        return all;
    }

    /// <summary>What a host must be told to use them; nothing when there are none.</summary>
    public static IReadOnlyList<string> Settings(IReadOnlyList<Dependency> all)
    {
        var printed = all.SelectMany(dependency => dependency.Variables).ToDictionary();
        return all.Count == 0
            ? []
            :
            [
                $"--ConnectionStrings:Postgres={printed["ARTENGINE_TEST_POSTGRES"]};Maximum Pool Size=20",
                $"--ConnectionStrings:Redis={printed["ARTENGINE_TEST_REDIS"]}",
                $"--Minio:Endpoint={printed["ARTENGINE_TEST_S3"]}",
                $"--Minio:AccessKey={printed["ARTENGINE_TEST_S3_ACCESS_KEY"]}",
                $"--Minio:SecretKey={printed["ARTENGINE_TEST_S3_SECRET_KEY"]}",
            ];
    }

    public async Task StartAsync()
    {
        var printed = await RunAsync($"start-{Kind}.sh", _folder, $"{_port}");
        Variables = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim('\''));
    }

    /// <returns>Null when it runs in a container.</returns>
    public int? FindProcess() => File.Exists(ProcessFile) ? int.Parse(File.ReadAllText(ProcessFile), CultureInfo.InvariantCulture) : null;

    public Task KillAsync()
    {
        using var process = Process.GetProcessById(FindProcess()!.Value);
        process.Kill();
        File.Delete(ProcessFile);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await RunAsync("stop.sh", _folder);

    private async Task<string> RunAsync(string script, params string[] arguments)
    {
        // Into files: the servers that a script starts keep its output open.
        var output = Path.Combine(folder, $"{Kind}.out");
        var command =
            $"'{Path.Combine(ChildProcess.Root, "tests", "servers", script)}' {string.Join(' ', arguments)} >'{output}' " +
            $"2>'{output}.err' </dev/null";
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", command]))!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await File.ReadAllTextAsync(output)
            : throw new InvalidOperationException($"{script}: {await File.ReadAllTextAsync($"{output}.err")}");
    }
}
