using System.Diagnostics;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>A real server of the test's own, which it may kill and start again on the same port with the same data.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly string _kind;
    private readonly string _folder = Directory.CreateTempSubdirectory("art-engine-server-").FullName;
    private readonly int _port = FreeBlock();

    private LocalServer(string kind) => _kind = kind;

    /// <summary>What the script printed, by variable.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; private set; } = new Dictionary<string, string>();

    /// <param name="kind"><c>postgres, redis, s3</c> or <c>metrics</c>: one of the scripts in tests/servers.</param>
    public static async Task<LocalServer> StartAsync(string kind)
    {
        var server = new LocalServer(kind);
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        var printed = await RunAsync($"start-{_kind}.sh", _folder, $"{_port}");
        Variables = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim('\''));
    }

    /// <summary>SIGKILL to the one program that speaks to clients.</summary>
    public async Task KillAsync(string program)
    {
        var file = Path.Combine(_folder, "pids", program);
        using var process = Process.GetProcessById(
            int.Parse(await File.ReadAllTextAsync(file), System.Globalization.CultureInfo.InvariantCulture));
        process.Kill();
        File.Delete(file);
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("stop.sh", _folder);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The S3 server takes the thirty ports that follow, too.</summary>
    private static int FreeBlock() => 30_000 - (40 * Random.Shared.Next(1, 50));

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        // Into files: the servers that a script starts keep its output open.
        var output = Path.GetTempFileName();
        var command =
            $"'{Path.Combine(ServerProcess.Root, "tests", "servers", script)}' {string.Join(' ', arguments)} >'{output}' " +
            $"2>'{output}.err' </dev/null";
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", command]))!;
        await process.WaitForExitAsync();
        var (said, complained) = (await File.ReadAllTextAsync(output), await File.ReadAllTextAsync($"{output}.err"));
        File.Delete(output);
        File.Delete($"{output}.err");
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{script}: {complained}");
    }
}
