using System.Diagnostics;
using ArtEngine.IntegrationTests.Answers;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>A copy of an npm package with what its lockfile names, in a folder of its own.</summary>
internal sealed class NodeFolder
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public string Path { get; } = Directory.CreateTempSubdirectory("art-engine-node-").FullName;

    /// <summary>Copies the package and installs its dependencies; only copies it where npm is missing.</summary>
    public async Task InstallAsync(string source)
    {
        Copy(new(source), Path);
        if (NodeFactAttribute.Npm is { } npm)
        {
            var (exitCode, output) = await RunAsync(npm, ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]);
            exitCode.ShouldBe(0, output);
        }
    }

    public void Delete() => Directory.Delete(Path, recursive: true);

    /// <summary>Runs one of the package's tools; its exit code and all that it said.</summary>
    public Task<(int ExitCode, string Output)> ToolAsync(
        string tool, IReadOnlyList<string> arguments, params (string Name, string Value)[] environment) =>
        RunAsync(System.IO.Path.Combine(Path, "node_modules", ".bin", tool), arguments, environment);

    public async Task<(int ExitCode, string Output)> RunAsync(
        string program, IReadOnlyList<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path,
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
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, $"{await output}{await errors}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles())
        {
            file.CopyTo(System.IO.Path.Combine(to, file.Name));
        }

        foreach (var folder in from.EnumerateDirectories().Where(folder => folder.Name is not ("node_modules" or "test-results")))
        {
            Copy(folder, System.IO.Path.Combine(to, folder.Name));
        }
    }
}
