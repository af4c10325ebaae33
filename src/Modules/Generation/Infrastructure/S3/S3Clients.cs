using Amazon.Runtime;
using Amazon.S3;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>Clients set up for servers that are not Amazon's.</summary>
internal static class S3Clients
{
    /// <summary>A part of an upload must be through in this time.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    public static AmazonS3Client Create(S3Options options, string endpoint) => new(
        new BasicAWSCredentials(options.AccessKey, options.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = endpoint,
            UseHttp = new Uri(endpoint).Scheme == Uri.UriSchemeHttp,
            AuthenticationRegion = options.Region,
            ForcePathStyle = options.PathStyle,
            // Trailing checksums came late to S3: MinIO of some years ago and Ceph refuse requests that have them.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            // Whoever stores tries again later; a long wait in here would only hide the outage.
            MaxErrorRetry = 1,
            Timeout = AnswerTimeout,
            ConnectTimeout = ConnectTimeout,
        });
}
