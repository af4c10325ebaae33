using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Studio;

/// <summary>A copy of the page's sources with its tools, installed once for all its tests.</summary>
public sealed class StudioSources : IAsyncLifetime
{
    internal NodeFolder Folder { get; } = new();

    public Task InitializeAsync() => Folder.InstallAsync(Path.Combine(ServerProcess.Root, "src", "Studio"));

    public Task DisposeAsync()
    {
        Folder.Delete();
        return Task.CompletedTask;
    }
}
