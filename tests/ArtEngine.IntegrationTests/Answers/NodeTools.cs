using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Answers;

/// <summary>The npm tools that read the API's description, installed once into a folder that lives as long as the tests.</summary>
public sealed class NodeTools : IAsyncLifetime
{
    private readonly NodeFolder _folder = new();
    private readonly string[] _sources;

    public NodeTools()
        : this("Answers", "Clients")
    {
    }

    /// <summary>Those of another folder beside the tests.</summary>
    internal NodeTools(params string[] sources) => _sources = sources;

    internal string Folder => _folder.Path;

    public Task InitializeAsync() => _folder.InstallAsync(Path.Combine([AppContext.BaseDirectory, .. _sources]));

    public Task DisposeAsync()
    {
        _folder.Delete();
        return Task.CompletedTask;
    }

    /// <summary>Runs one of the tools; its exit code and all that it said.</summary>
    internal Task<(int ExitCode, string Output)> ToolAsync(string tool, params string[] arguments) => _folder.ToolAsync(tool, arguments);

    /// <summary>Runs what was compiled.</summary>
    internal Task<(int ExitCode, string Output)> RunAsync(
        string program, IReadOnlyList<string> arguments, params (string Name, string Value)[] environment) =>
        _folder.RunAsync(program, arguments, environment);
}
