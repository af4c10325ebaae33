namespace ArtEngine.Bench.Stage;

/// <summary>Logs and data of one run.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly bool _isKept;

    public RunFolder(bool isKept)
    {
        _isKept = isKept;
        Path = Directory.CreateTempSubdirectory("art-engine-bench-").FullName;
        Directory.CreateDirectory(Data);
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL runs as a user of its own and must get through to its folder.
            const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            File.SetUnixFileMode(
                Path, All | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
    }

    public string Path { get; }

    /// <summary>The data directory of the hosts.</summary>
    public string Data => System.IO.Path.Combine(Path, "data");

    /// <summary>Of the development user.</summary>
    public string ReadToken() => File.ReadAllText(System.IO.Path.Combine(Data, "dev-token"));

    public void Dispose()
    {
        if (!_isKept)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
