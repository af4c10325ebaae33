namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>A folder of the test's own, deleted at its end.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("art-engine-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
