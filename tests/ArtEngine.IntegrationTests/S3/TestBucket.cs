using Amazon.S3;
using ArtEngine.Generation.Infrastructure.S3;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.IntegrationTests.S3;

/// <summary>A bucket of the test's own at the real server, and the adapter's parts on it.</summary>
internal sealed class TestBucket : IDisposable
{
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
        Store = new(Bucket, new(Options, TimeProvider.System), NullLogger<S3BlobStore>.Instance);
        // Past the proxy that a test may have put before the server.
        Client = S3Clients.Create(Options, Server.ToString());
    }

    public static Uri Server => new(RealServers.Get(RealServers.S3));

    public S3Options Options { get; }

    public S3Bucket Bucket { get; }

    public S3BlobStore Store { get; }

    public AmazonS3Client Client { get; }

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

    public void Dispose()
    {
        Client.Dispose();
        Bucket.Dispose();
    }
}
