using Amazon.S3;
using Amazon.S3.Model;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>
/// The one bucket, in the words that the store needs. Whatever the server does wrong, or the way to it, is an
/// <see cref="IOException"/>.
/// </summary>
internal sealed class S3Bucket(S3Options options) : IDisposable
{
    private readonly AmazonS3Client _client = S3Clients.Create(options, options.Endpoint);

    /// <summary>Throws unless the server answers and the bucket is there.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(cancellationToken))
        {
            throw new IOException($"The S3 server has no bucket {options.Bucket}.");
        }
    }

    public async Task MakeSureItExistsAsync(CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(cancellationToken))
        {
            await S3Calls.AskAsync(() => _client.PutBucketAsync(new PutBucketRequest { BucketName = options.Bucket }, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Length and version of an object; null when it is not there.</summary>
    public async Task<S3Entry?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var found = await S3Calls.AskUnlessMissingAsync(() => _client.GetObjectMetadataAsync(options.Bucket, key, cancellationToken), cancellationToken);
        return found is null ? null : new(key, found.ContentLength, found.ETag);
    }

    /// <summary>Some bytes of the object, both ends included; fails when it was replaced since it was found.</summary>
    public async Task<Stream> ReadAsync(S3Entry entry, long first, long last, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = options.Bucket, Key = entry.Key, ByteRange = new(first, last), EtagToMatch = entry.Version };
        return (await S3Calls.AskAsync(() => _client.GetObjectAsync(request, cancellationToken), cancellationToken)).ResponseStream;
    }

    public Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) => S3Calls.AskAsync(
        () => _client.PutObjectAsync(
            new()
            {
                BucketName = options.Bucket,
                Key = key,
                InputStream = content,
                ContentType = contentType,
                UseChunkEncoding = false,
                AutoCloseStream = false,
            },
            cancellationToken),
        cancellationToken);

    public async Task<S3Upload> BeginAsync(string key, string contentType, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = options.Bucket, Key = key, ContentType = contentType };
        var begun = await S3Calls.AskAsync(() => _client.InitiateMultipartUploadAsync(request, cancellationToken), cancellationToken);
        return new(key, begun.UploadId, begunAt: null);
    }

    public async Task AddPartAsync(S3Upload upload, Stream content, CancellationToken cancellationToken)
    {
        var number = upload.Parts.Count + 1;
        var request = new UploadPartRequest
        {
            BucketName = options.Bucket,
            Key = upload.Key,
            UploadId = upload.Id,
            PartNumber = number,
            PartSize = content.Length,
            InputStream = content,
            UseChunkEncoding = false,
        };
        var answer = await S3Calls.AskAsync(() => _client.UploadPartAsync(request, cancellationToken), cancellationToken);
        upload.Parts.Add(new(number, answer.ETag));
    }

    public Task CompleteAsync(S3Upload upload, CancellationToken cancellationToken) => S3Calls.AskAsync(
        () => _client.CompleteMultipartUploadAsync(
            new() { BucketName = options.Bucket, Key = upload.Key, UploadId = upload.Id, PartETags = upload.Parts }, cancellationToken),
        cancellationToken);

    public Task AbortAsync(S3Upload upload, CancellationToken cancellationToken) =>
        S3Calls.AskAsync(() => _client.AbortMultipartUploadAsync(options.Bucket, upload.Key, upload.Id, cancellationToken), cancellationToken);

    /// <summary>Some keys that begin with the prefix; none when there are none left.</summary>
    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) => ListAfterAsync(prefix, null, cancellationToken);

    /// <summary>The same behind another key.</summary>
    public async Task<IReadOnlyList<string>> ListAfterAsync(string prefix, string? after, CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = prefix, StartAfter = after };
        var page = await S3Calls.AskUnlessMissingAsync(() => _client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
        return page?.S3Objects?.ConvertAll(found => found.Key) ?? [];
    }

    /// <summary>Some uploads below the prefix that were neither completed nor aborted.</summary>
    public async Task<IReadOnlyList<S3Upload>> ListUploadsAsync(string prefix, CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = options.Bucket, Prefix = prefix };
        var page = await S3Calls.AskUnlessMissingAsync(() => _client.ListMultipartUploadsAsync(request, cancellationToken), cancellationToken);
        return page?.MultipartUploads?.ConvertAll(found => new S3Upload(found.Key, found.UploadId, TimeOf(found.Initiated))) ?? [];
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        S3Calls.AskAsync(() => _client.DeleteObjectAsync(options.Bucket, key, cancellationToken), cancellationToken);

    /// <summary>Has the server itself remove parts that nobody completes. Other rules of the bucket stay.</summary>
    public async Task LimitUnfinishedAsync(CancellationToken cancellationToken)
    {
        var found = await S3Calls.AskUnlessMissingAsync(
            () => _client.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = options.Bucket }, cancellationToken), cancellationToken);
        var rules = found?.Configuration?.Rules ?? [];
        if (rules.Any(rule => rule.AbortIncompleteMultipartUpload is not null))
        {
            return;
        }

        var rule = new LifecycleRule
        {
            Id = "art-engine-unfinished",
            Status = LifecycleRuleStatus.Enabled,
            Filter = new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "" } },
            AbortIncompleteMultipartUpload = new() { DaysAfterInitiation = 1 },
        };
        var request = new PutLifecycleConfigurationRequest { BucketName = options.Bucket, Configuration = new() { Rules = [.. rules, rule] } };
        await S3Calls.AskAsync(() => _client.PutLifecycleConfigurationAsync(request, cancellationToken), cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private static DateTimeOffset? TimeOf(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : null;

    private async Task<bool> ExistsAsync(CancellationToken cancellationToken) => await S3Calls.AskUnlessMissingAsync(
        () => _client.HeadBucketAsync(new() { BucketName = options.Bucket }, cancellationToken), cancellationToken) is not null;
}
