using ArtEngine.Workflows.Infrastructure.Files;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>A catalog over a folder of its own. Its clock is an hour ahead, so that files count as long written.</summary>
internal sealed class TemporaryCatalog : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("artengine-workflows-");

    public TemporaryCatalog(int maxWorkflows = 1_000, int maxFileBytes = 4 * 1024 * 1024, bool isJustWritten = false)
    {
        Directory.CreateDirectory(Folder);
        var options = new WorkflowOptions { Path = "flows", MaxWorkflows = maxWorkflows, MaxFileBytes = maxFileBytes };
        Catalog = new FolderWorkflowCatalog(
            Options.Create(options),
            new Environment(_root.FullName),
            new Clock(isJustWritten ? TimeSpan.Zero : TimeSpan.FromHours(1)),
            NullLogger<FolderWorkflowCatalog>.Instance);
        Store = new(Options.Create(options), new Environment(_root.FullName));
    }

    public FolderWorkflowCatalog Catalog { get; }

    public FolderWorkflowStore Store { get; }

    /// <summary>The parent of the folder of workflows.</summary>
    public string Outside => _root.FullName;

    public string Folder => Path.Combine(_root.FullName, "flows");

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void Write(string file, string text, DateTime? writtenAt = null)
    {
        File.WriteAllText(PathOf(file), text);
        if (writtenAt is { } time)
        {
            File.SetLastWriteTimeUtc(PathOf(file), time);
        }
    }

    public void Dispose()
    {
        Catalog.Dispose();
        Store.Dispose();
        _root.Delete(recursive: true);
    }

    private sealed class Clock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }

    internal sealed class Environment(string root) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Development;

        public string ApplicationName { get; set; } = "tests";

        public string ContentRootPath { get; set; } = root;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
