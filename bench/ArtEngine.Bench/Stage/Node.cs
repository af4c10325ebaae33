using System.Collections.Concurrent;

namespace ArtEngine.Bench.Stage;

/// <summary>One host. When it ends by itself it is started again, as a supervisor would.</summary>
/// <param name="number">Its number among the nodes.</param>
/// <param name="folder">Of the whole run.</param>
/// <param name="settings">Given on its command line.</param>
/// <param name="environment">Besides what every node gets.</param>
internal sealed class Node(
    int number, string folder, IReadOnlyList<string> settings, IReadOnlyDictionary<string, string>? environment = null) : IAsyncDisposable
{
    private readonly int _port = Ports.Take();
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<DateTimeOffset> _launches = new();
    private ChildProcess? _process;
    private Task _watching = Task.CompletedTask;
    private volatile bool _isKilled;

    public int Number { get; } = number;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    public string LogFile => Path.Combine(folder, $"node-{Number}.log");

    public ChildProcess Process => _process!;

    /// <summary>-1 before its first start.</summary>
    public int ProcessId => _process?.Id ?? -1;

    /// <summary>Whether it was started anew between the two.</summary>
    public bool IsLaunchedBetween(DateTimeOffset from, DateTimeOffset until) => _launches.Any(launch => launch > from && launch < until);

    /// <summary>How often it ended although nobody killed it.</summary>
    public int OwnEnds { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Launch();
        _isKilled = false;
        if (_watching.IsCompleted)
        {
            _watching = WatchAsync();
        }

        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(2) };
        await Waiting.UntilAsync($"node {Number} answers", async () => (await http.GetAsync("/health/live", cancellationToken))
            .IsSuccessStatusCode, cancellationToken);
    }

    public async Task KillAsync()
    {
        _isKilled = true;
        await Process.KillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _end.Dispose();
    }

    private void Launch()
    {
        _launches.Enqueue(TimeProvider.System.GetUtcNow());
        _process = new(
            "ArtEngine.Host",
            settings,
            new Dictionary<string, string>(environment ?? new Dictionary<string, string>())
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = Address.ToString(),
                ["DOTNET_gcServer"] = "0",
                ["Logging__Console__FormatterName"] = "simple",
                ["Logging__Console__FormatterOptions__SingleLine"] = "true",
                ["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss.fff ",
            },
            LogFile);
    }

    private async Task WatchAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await Task.Delay(500, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_isKilled && Process.HasExited && !_end.IsCancellationRequested)
            {
                OwnEnds++;
                Launch();
            }
        }
    }
}
