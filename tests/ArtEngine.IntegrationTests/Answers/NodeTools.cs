using System.Diagnostics;

namespace ArtEngine.IntegrationTests.Answers;

/// <summary>The npm tools that read the API's description, installed once into a folder that lives as long as the tests.</summary>
public sealed class NodeTools : IAsyncLifetime
{
    private readonly string[] _sources;

    public NodeTools()
        : this("Answers", "Clients")
    {
    }

    /// <summary>Those of another folder beside the tests.</summary>
    internal NodeTools(params string[] sources) => _sources = sources;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    internal string Folder { get; } = Directory.CreateTempSubdirectory("art-engine-node-").FullName;

    public async Task InitializeAsync()
    {
        if (NodeFactAttribute.Npm is not { } npm)
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine([AppContext.BaseDirectory, .. _sources])))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }

        var (exitCode, output) = await RunAsync(npm, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
        exitCode.ShouldBe(0, output);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Runs one of the tools, or what was compiled; its exit code and all that it said.</summary>
    internal Task<(int ExitCode, string Output)> ToolAsync(string tool, params string[] arguments) =>
        RunAsync(Path.Combine(Folder, "node_modules", ".bin", tool), arguments);

    internal async Task<(int ExitCode, string Output)> RunAsync(
        string program, IReadOnlyList<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, $"{await output}{await errors}");
    }
}
