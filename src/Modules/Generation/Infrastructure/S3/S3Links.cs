using Amazon.S3;
using Amazon.S3.Model;
using ArtEngine.Generation.Application.Library.Storage;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>Signs addresses at which a caller gets one object from the S3 server itself, for a short time.</summary>
internal sealed class S3Links(S3Options options, TimeProvider clock) : IDisposable
{
    /// <summary>Signing asks no server, so this client never connects; null while callers do not reach the server.</summary>
    private readonly AmazonS3Client? _signer =
        string.IsNullOrWhiteSpace(options.PublicEndpoint) ? null : S3Clients.Create(options, options.PublicEndpoint);

    public Uri? To(BlobLink output) => _signer is null ? null : new(_signer.GetPreSignedURL(new()
    {
        BucketName = options.Bucket,
        Key = output.Key,
        Verb = HttpVerb.GET,
        Protocol = new Uri(options.PublicEndpoint!).Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS,
        Expires = clock.GetUtcNow().UtcDateTime.AddSeconds(options.PresignSeconds),
        // The answer comes from another server: what it must say about the file is part of what is signed.
        ResponseHeaderOverrides = new ResponseHeaderOverrides
        {
            ContentType = output.ContentType,
            ContentDisposition = new ContentDispositionHeaderValue(output.IsShown ? "inline" : "attachment") { FileNameStar = output.FileName }.ToString(),
            CacheControl = "private, max-age=31536000, immutable",
        },
    }));

    public void Dispose() => _signer?.Dispose();
}
