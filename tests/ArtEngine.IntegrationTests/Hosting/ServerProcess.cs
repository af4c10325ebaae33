using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>A program of this repository in a process of its own, which a test may kill.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static int _lastPort = 20_000 + (Environment.ProcessId % 5_000);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private ServerProcess(ProcessStartInfo start, Uri address)
    {
        Address = address;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public int Id => _process.Id;

    public string Output => string.Join('\n', _output);

    /// <summary>The root of the checkout.</summary>
    public static string Root { get; } = Upwards(AppContext.BaseDirectory, "ArtEngine.sln");

    public static async Task<ServerProcess> StartHostAsync(TempFolder data, Uri? comfyUi, Uri? address = null, params string[] arguments)
    {
        address ??= FreeAddress();
        var start = Dotnet([BuiltProgram("ArtEngine.Host"), .. data.Settings, .. arguments]);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        if (comfyUi is not null)
        {
            start.Environment["ComfyUi__Servers"] = comfyUi.ToString();
        }

        var host = new ServerProcess(start, address);
        await host.WaitForAsync("/health/ready");
        return host;
    }

    public static async Task<ServerProcess> StartSimulatorAsync(params string[] arguments)
    {
        var address = FreeAddress();
        var simulator = new ServerProcess(
            Dotnet([BuiltProgram("ArtEngine.ComfySimulator"), "--port", $"{address.Port}", .. arguments]), address);
        await simulator.WaitForAsync("/system_stats");
        return simulator;
    }

    /// <summary>Runs a command that is expected to end by itself.</summary>
    public static ServerProcess Start(ProcessStartInfo start) => new(start, new("http://127.0.0.1"));

    /// <summary>Runs a command that is ready when the path answers.</summary>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo start, Uri address, string readyPath)
    {
        var server = new ServerProcess(start, address);
        await server.WaitForAsync(readyPath);
        return server;
    }

    public static ProcessStartInfo Dotnet(IEnumerable<string> arguments) =>
        new("dotnet", arguments) { WorkingDirectory = Path.GetTempPath() };

    /// <summary>The program's assembly, built in the same configuration as the tests.</summary>
    public static string BuiltProgram(string name)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Path.Combine(Root, "artifacts", "bin", name, configuration, $"{name}.dll");
    }

    /// <summary>
    /// Each is given once, and below those that the system gives to who asks for any: where nobody listens yet, nobody else of this run
    /// will.
    /// </summary>
    public static Uri FreeAddress()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref _lastPort);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return new($"http://127.0.0.1:{port}");
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }

    /// <summary>SIGKILL: the process has no chance to say or save anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    /// <summary>Null is a stream's end, of which there are two, in any order.</summary>
    private void Note(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }

    private async Task WaitForAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = Address };
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(50))
        {
            if (_process.HasExited)
            {
                break;
            }

            try
            {
                using var answer = await http.GetAsync(path);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }
        }

        throw new InvalidOperationException($"The process did not answer {path}. It said:\n{Output}");
    }

    private static string Upwards(string folder, string file) => File.Exists(Path.Combine(folder, file))
        ? folder
        : Upwards(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"There is no {file} above the tests."), file);
}
