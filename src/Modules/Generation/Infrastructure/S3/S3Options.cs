using System.ComponentModel.DataAnnotations;
using ArtEngine.BuildingBlocks;
using Microsoft.Extensions.Configuration;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>Where outputs and input pictures are kept: MinIO or any other server that speaks S3.</summary>
internal sealed class S3Options
{
    public const string Section = "Minio";

    /// <summary>SigV4 allows a week and no more.</summary>
    private const int LongestPresign = 604_800;

    /// <summary>The server's address without a path; pictures lie in a folder of the data directory while it is not set.</summary>
    /// <example>http://127.0.0.1:9000</example>
    public string Endpoint { get; init; } = "";

    /// <summary>The name of the key pair that may read and write the bucket; better given in <c>.env</c> or the environment.</summary>
    public string AccessKey { get; init; } = "";

    /// <summary>The secret half of the key pair.</summary>
    public string SecretKey { get; init; } = "";

    /// <summary>Holds the pictures and nothing else; made at start when it is missing.</summary>
    public string Bucket { get; init; } = "art-engine";

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>
    /// The server's address as callers reach it. When it is set, downloads are redirected there with a signed address;
    /// while it is not, they go through this service.
    /// </summary>
    /// <example>https://pictures.example.com</example>
    public string? PublicEndpoint { get; init; }

    /// <summary>How long a signed address is good for, in seconds.</summary>
    [Range(1, LongestPresign)]
    public int PresignSeconds { get; init; } = 300;

    /// <summary>How long the server may take to answer, or be silent within a body.</summary>
    internal TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>No server takes more in one request; there is no setting for it, but the tests have not that many bytes.</summary>
    internal long LargestPut { get; init; } = 5L * 1024 * 1024 * 1024;

    public static bool IsChosen(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[$"{Section}:{nameof(Endpoint)}"]);

    /// <summary>What is wrong with the settings, a sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        if (!IsAddress(Endpoint))
        {
            yield return $"Minio:Endpoint is '{Endpoint}', which is no http or https address without a path, " +
                "such as http://127.0.0.1:9000.";
        }

        if (!string.IsNullOrWhiteSpace(PublicEndpoint) && !IsAddress(PublicEndpoint))
        {
            yield return $"Minio:PublicEndpoint is '{PublicEndpoint}', which is no http or https address without a path, " +
                "such as https://pictures.example.com.";
        }

        if (string.IsNullOrWhiteSpace(AccessKey) || string.IsNullOrWhiteSpace(SecretKey))
        {
            yield return "Minio:AccessKey and Minio:SecretKey are not both set: the S3 server asks for them.";
        }

        if (Bucket.Length is < 3 or > 63 || !Bucket.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) ||
            letter is '-' or '.'))
        {
            yield return $"Minio:Bucket is '{Bucket}'; a bucket's name has 3 to 63 small letters, digits, dots and hyphens.";
        }

        if (string.IsNullOrWhiteSpace(Region))
        {
            yield return "Minio:Region is empty; leave it out to sign for us-east-1.";
        }

        if (PresignSeconds is < 1 or > LongestPresign)
        {
            yield return $"Minio:PresignSeconds is {PresignSeconds}; 1 to {LongestPresign} is allowed.";
        }
    }

    private static bool IsAddress(string address) => HttpAddress.Read(address) is { PathAndQuery: "/", UserInfo: "" };
}
