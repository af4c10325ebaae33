using Minio;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>Sets up clients of the Minio package.</summary>
internal static class S3Clients
{
    /// <param name="options">The keys and the region.</param>
    /// <param name="endpoint">The server's address.</param>
    /// <param name="http">What it speaks through; stays the caller's.</param>
    public static IMinioClient Create(S3Options options, string endpoint, HttpClient http)
    {
        var address = new Uri(endpoint);
        return new MinioClient()
            .WithEndpoint(address)
            // It does not look at the scheme of the address.
            .WithSSL(address.Scheme == Uri.UriSchemeHttps)
            .WithCredentials(options.AccessKey, options.SecretKey)
            .WithRegion(options.Region)
            .WithHttpClient(http)
            .Build();
    }
}
