using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.Bench.Hostile;
using ArtEngine.Bench.Stage;

namespace ArtEngine.Chaos.Stage;

/// <summary>One simulated ComfyUI server, and the proxy to it. What it rendered outlives its deaths here.</summary>
internal sealed class RenderServer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly string _folder;
    private readonly double _stepMs;
    private readonly int _port = Ports.Take();
    private readonly HttpClient _control;
    private readonly List<Life> _lives = [];
    private readonly Trap _trap = new();
    private HostileComfyUi? _hostile;
    private ChildProcess? _process;

    public RenderServer(int number, string folder, double stepMs, RequestLog log, Func<int, int> nodeAtPort)
    {
        (Number, _folder, _stepMs) = (number, folder, stepMs);
        _control = new() { BaseAddress = new($"http://127.0.0.1:{_port}"), Timeout = TimeSpan.FromSeconds(30) };
        FaultProxy = new(number, _port, log, nodeAtPort);
    }

    public int Number { get; }

    public FaultProxy FaultProxy { get; }

    public ChildProcess Process => _process!;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _process = new(
            "ArtEngine.ComfySimulator",
            [
                "--port", $"{_port}", "--step-time", _stepMs.ToString(CultureInfo.InvariantCulture), "--load-time", "20", "--no-previews",
                "--output", Path.Combine(_folder, $"gpu-{Number}"),
            ],
            new Dictionary<string, string> { ["DOTNET_gcServer"] = "0" },
            Path.Combine(_folder, $"gpu-{Number}.log"));
        await Waiting.UntilAsync($"gpu-{Number} answers", async () => (await _control.GetAsync("/system_stats", cancellationToken))
            .IsSuccessStatusCode, cancellationToken);
    }

    /// <summary>SIGKILL. Nothing reaches it any more when its log is read for the last time.</summary>
    public async Task KillAsync()
    {
        FaultProxy.Shut();
        await Task.Delay(20);
        _lives.Add(new(Number, TimeProvider.System.GetUtcNow(), await ReadLogAsync()));
        await Process.KillAsync();
    }

    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        FaultProxy.Open();
    }

    /// <summary>Half of what is asked is answered hostilely, until the proxy is mended; but pictures are true: all are judged.</summary>
    public async Task TurnHostileAsync()
    {
        var rates = new Rates(0.5, new Dictionary<string, double> { [Routes.View] = 0 });
        _hostile ??= await HostileComfyUi.StartAsync(
            Number, _control.BaseAddress!, new(Number, rates, permanent: 0, brokenClass: null), new(), _trap);
        FaultProxy.Divert(_hostile.Address.Port);
    }

    /// <summary>Each life with its renders; the last one's end is null.</summary>
    public async Task<IReadOnlyList<Life>> LivesAsync() => [.. _lives, new(Number, null, await ReadLogAsync())];

    public async ValueTask DisposeAsync()
    {
        FaultProxy.Dispose();
        _trap.Dispose();
        if (_hostile is not null)
        {
            await _hostile.DisposeAsync();
        }

        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _control.Dispose();
    }

    private async Task<Dictionary<string, RenderEntry>> ReadLogAsync() =>
        (await _control.GetFromJsonAsync<Dictionary<string, RenderEntry>>("/simulator/log", Json))!;
}

/// <summary>What a server rendered between a start and the kill, by prompt id; null while it lives.</summary>
internal sealed record Life(int Server, DateTimeOffset? KilledAt, IReadOnlyDictionary<string, RenderEntry> Renders);

/// <summary>One prompt id in a simulator's log.</summary>
internal sealed record RenderEntry(DateTimeOffset? TReceived, DateTimeOffset? TStart, DateTimeOffset? TEnd, string Outcome, int Executions);
