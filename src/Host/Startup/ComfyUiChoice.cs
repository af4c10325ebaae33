using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.ComfySimulator;
using ArtEngine.Host.Settings;

namespace ArtEngine.Host.Startup;

/// <summary>
/// Which ComfyUI to use when none is configured: in Development the one on this machine, else the built-in simulator.
/// </summary>
internal static class ComfyUiChoice
{
    private const string Servers = "ComfyUi:Servers";
    private const string Local = "http://127.0.0.1:8188";

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    public static async Task ChooseComfyUiAsync(this WebApplicationBuilder builder)
    {
        var configured = builder.Configuration.GetSection(Servers);
        if (!string.IsNullOrEmpty(configured.Value) || configured.GetChildren().Any())
        {
            var addresses = configured.Value ?? string.Join(", ", configured.GetChildren().Select(server => server["Url"]));
            builder.Services.AddSingleton(new ComponentInfo("comfyui", SecretRedactor.Redact(Servers, addresses)));
        }
        else if (builder.Environment.IsDevelopment())
        {
            if (builder.Configuration.GetValue("Simulator:Always", false) || !await IsThereAsync(Local))
            {
                await UseSimulatorAsync(builder);
            }
            else
            {
                Use(builder, Local, name: null, $"{Local} (found on this machine)");
            }
        }
    }

    private static async Task UseSimulatorAsync(WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection("Simulator").Get<SimulatorOptions>() ?? new();
        var simulator = await Simulator.StartAsync(options, CancellationToken.None);
        builder.Services.AddHostedService(_ => new SimulatorLifetime(simulator));
        Use(builder, simulator.Address.ToString(), "simulator", $"built-in simulator at {simulator.Address} (pictures say SIMULATED)");
    }

    private static void Use(WebApplicationBuilder builder, string address, string? name, string said)
    {
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { [$"{Servers}:0:Url"] = address, [$"{Servers}:0:Name"] = name });
        builder.Services.AddSingleton(new ComponentInfo("comfyui", said));
    }

    private static async Task<bool> IsThereAsync(string address)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new Uri($"{address}/system_stats"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The simulator ends with the host, after the lanes.</summary>
    private sealed class SimulatorLifetime(Simulator simulator) : IHostedService, IAsyncDisposable
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => simulator.DisposeAsync().AsTask();

        public ValueTask DisposeAsync() => simulator.DisposeAsync();
    }
}
