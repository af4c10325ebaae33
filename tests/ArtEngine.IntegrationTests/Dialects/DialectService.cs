using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Dialects;

/// <summary>A host with the shipped workflows and those beside these tests, and two simulators.</summary>
public sealed class DialectService : IAsyncLifetime
{
    private readonly string _workflows = Directory.CreateTempSubdirectory("art-engine-workflows-").FullName;
    private ComfySimulator.Simulator _second = null!;

    internal Service Service { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        CopyWorkflows(_workflows);
        _second = await Service.QuickSimulatorAsync();
        Service = await Service.StartAsync(settings:
        [
            $"--Workflows:Path={_workflows}", $"--ComfyUi:Servers:1:Url={_second.Address}", "--ComfyUi:Servers:1:Name=second",
        ]);
    }

    public async Task DisposeAsync()
    {
        await Service.DisposeAsync();
        await _second.DisposeAsync();
        Directory.Delete(_workflows, recursive: true);
    }

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
