namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>A data folder of the test's own, with a database of its own in a run on real servers; gone at its end.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly Lazy<string[]> _settings;

    /// <param name="onRealServers">Whether it is needed; else the run decides.</param>
    public TempFolder(bool? onRealServers = null) =>
        _settings = new(() => onRealServers ?? RealStack.IsChosen ? RealStack.CreateFor(Path) : []);

    /// <summary>A folder with what is shipped in the folder of workflows, for tests that write there.</summary>
    public static TempFolder WithShippedWorkflows()
    {
        var folder = new TempFolder(onRealServers: false);
        foreach (var file in Directory.GetFiles(System.IO.Path.Combine(ServerProcess.Root, "comfy", "workflows"), "*.json"))
        {
            File.Copy(file, System.IO.Path.Combine(folder.Path, System.IO.Path.GetFileName(file)));
        }

        return folder;
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("art-engine-test-").FullName;

    /// <summary>What a host needs to keep its data here, as on the command line.</summary>
    public string[] Settings => [$"--DataDirectory={Path}", .. _settings.Value];

    public void Dispose()
    {
        if (_settings is { IsValueCreated: true, Value.Length: > 0 })
        {
            RealStack.DropFor(Path);
        }

        Directory.Delete(Path, recursive: true);
    }
}
