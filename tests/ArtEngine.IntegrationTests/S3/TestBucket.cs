using ArtEngine.Generation.Infrastructure.S3;
using ArtEngine.IntegrationTests.Hosting;
using Minio;
using Minio.DataModel.Args;

namespace ArtEngine.IntegrationTests.S3;

/// <summary>A bucket of the test's own at the real server, and the adapter's parts on it.</summary>
internal sealed class TestBucket : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly S3Objects _objects;
    private readonly S3Links _links;

    public TestBucket(Uri? endpoint = null, string? publicEndpoint = null)
    {
        Options = new()
        {
            Endpoint = (endpoint ?? Server).ToString(),
            PublicEndpoint = publicEndpoint,
            AccessKey = RealServers.Get(RealServers.S3AccessKey),
            SecretKey = RealServers.Get(RealServers.S3SecretKey),
            Bucket = $"test-{Guid.NewGuid():N}",
        };
        Bucket = new(Options);
        _objects = new(Options, Bucket);
        _links = new(Options, TimeProvider.System);
        Store = new(Options, Bucket, _objects, _links);
        // Past the proxy that a test may have put before the server.
        Client = S3Clients.Create(Options, Server.ToString(), _http);
    }

    public static Uri Server => new(RealServers.Get(RealServers.S3));

    public S3Options Options { get; }

    public S3Bucket Bucket { get; }

    public S3BlobStore Store { get; }

    public IMinioClient Client { get; }

    /// <summary>The same as arguments of a host.</summary>
    public string[] Settings(params string[] further) =>
    [
        $"--Minio:Endpoint={Options.Endpoint}",
        $"--Minio:AccessKey={Options.AccessKey}",
        $"--Minio:SecretKey={Options.SecretKey}",
        $"--Minio:Bucket={Options.Bucket}",
        .. Options.PublicEndpoint is { } publicEndpoint ? [$"--Minio:PublicEndpoint={publicEndpoint}"] : Array.Empty<string>(),
        .. further,
    ];

    public ValueTask<List<string>> KeysAsync() => Bucket.ListAsync("", CancellationToken.None).ToListAsync();

    /// <summary>How many uploads in parts are neither completed nor aborted.</summary>
    public ValueTask<int> PartsLeftAsync() => Bucket.ListUploadsAsync("", CancellationToken.None).CountAsync();

    /// <summary>Begins an upload in parts, as versions did that sent large files so, and breaks it off.</summary>
    public async Task LeavePartsAsync(string key)
    {
        var args = new PutObjectArgs().WithBucket(Options.Bucket).WithObject(key).WithObjectSize(40 << 20)
            .WithStreamData(new PatternStream(40 << 20, breaksAt: 20 << 20));
        await Should.ThrowAsync<IOException>(Client.PutObjectAsync(args));
    }

    public void Dispose()
    {
        Client.Dispose();
        _http.Dispose();
        _links.Dispose();
        _objects.Dispose();
        Bucket.Dispose();
    }
}
