namespace ArtEngine.Chaos.Stage;

/// <summary>All processes of a run, in a folder of its own.</summary>
internal sealed class Theatre : IAsyncDisposable
{
    private readonly ChaosOptions _options;

    private Theatre(ChaosOptions options) => _options = options;

    public string Folder { get; } = MakeFolder();

    public Journal Journal { get; } = new();

    public IReadOnlyList<Backing> Backings { get; private set; } = [];

    public IReadOnlyList<RenderServer> Servers { get; private set; } = [];

    public IReadOnlyList<Node> Nodes { get; private set; } = [];

    private string DataFolder => Path.Combine(Folder, "data");

    public static async Task<Theatre> RaiseAsync(ChaosOptions options, CancellationToken cancellationToken)
    {
        var theatre = new Theatre(options);
        try
        {
            await theatre.StartAsync(cancellationToken);
            return theatre;
        }
        catch
        {
            await theatre.DisposeAsync();
            throw;
        }
    }

    /// <summary>Of the development user.</summary>
    public string ReadToken() => File.ReadAllText(Path.Combine(DataFolder, "dev-token"));

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Nodes.Concat<IAsyncDisposable>(Servers).Concat(Backings))
        {
            await part.DisposeAsync();
        }

        if (!_options.Keep)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(DataFolder);
        if (_options.IsReal)
        {
            Backings = [new("postgres", "postgres", Folder), new("redis", "redis-server", Folder), new("s3", "radosgw", Folder)];
            await Task.WhenAll(Backings.Select(backing => backing.StartAsync()));
        }

        Servers =
        [
            .. Enumerable.Range(0, _options.Servers)
                .Select(number => new RenderServer(number, Folder, _options.EffectiveStepMs, Journal, NodeAtPort)),
        ];
        await Task.WhenAll(Servers.Select(server => server.StartAsync(cancellationToken)));

        IReadOnlyList<string> settings = [.. Settings()];
        Nodes = [.. Enumerable.Range(0, _options.Nodes).Select(number => new Node(number, Folder, settings))];
        foreach (var node in Nodes)
        {
            await node.StartAsync(cancellationToken);
        }
    }

    private int NodeAtPort(int port) => Peers.Find(port, [.. Nodes.Select(node => node.ProcessId)]);

    private IEnumerable<string> Settings()
    {
        yield return $"--DataDirectory={DataFolder}";
        foreach (var server in Servers)
        {
            yield return $"--ComfyUi:Servers:{server.Number}:Url=http://127.0.0.1:{server.Gate.Port}";
            yield return $"--ComfyUi:Servers:{server.Number}:Name=gpu-{server.Number}";
        }

        if (_options.IsReal)
        {
            var printed = Backings.SelectMany(backing => backing.Variables).ToDictionary();
            yield return $"--ConnectionStrings:Postgres={printed["ARTENGINE_TEST_POSTGRES"]};Maximum Pool Size=20";
            yield return $"--ConnectionStrings:Redis={printed["ARTENGINE_TEST_REDIS"]}";
            yield return $"--Minio:Endpoint={printed["ARTENGINE_TEST_S3"]}";
            yield return $"--Minio:AccessKey={printed["ARTENGINE_TEST_S3_ACCESS_KEY"]}";
            yield return $"--Minio:SecretKey={printed["ARTENGINE_TEST_S3_SECRET_KEY"]}";
        }
    }

    private static string MakeFolder()
    {
        var folder = Directory.CreateTempSubdirectory("art-engine-chaos-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL runs as a user of its own and must get through to its folder.
            const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            File.SetUnixFileMode(folder, All | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        return folder;
    }
}
