using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Dialects;

/// <summary>A host with the shipped workflows and those beside these tests, and two simulators.</summary>
public sealed class DialectService : IAsyncLifetime
{
    private readonly string _workflows = Directory.CreateTempSubdirectory("art-engine-workflows-").FullName;
    private ComfySimulator.Simulator _first = null!;
    private ComfySimulator.Simulator _second = null!;

    internal Service Service { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        CopyWorkflows(_workflows);
        // A hundred steps last long enough for progress and previews.
        (_first, _second) = (await SimulatorAsync(), await SimulatorAsync());
        Service = await Service.StartAsync(_first, settings:
        [
            $"--Workflows:Path={_workflows}", $"--ComfyUi:Servers:1:Url={_second.Address}", "--ComfyUi:Servers:1:Name=second",
        ]);
    }

    public async Task DisposeAsync()
    {
        await Service.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        Directory.Delete(_workflows, recursive: true);
    }

    private static Task<ComfySimulator.Simulator> SimulatorAsync() => ComfySimulator.Simulator.StartAsync(
        new() { StepTime = TimeSpan.FromMilliseconds(8), LoadTime = TimeSpan.Zero, Control = true }, CancellationToken.None);

    internal static void CopyWorkflows(string folder)
    {
        var folders = new[]
        {
            Path.Combine(ServerProcess.Root, "comfy", "workflows"), Path.Combine(AppContext.BaseDirectory, "Dialects", "Workflows"),
        };
        foreach (var file in folders.SelectMany(Directory.EnumerateFiles))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }
}
