using Amazon.S3.Model;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>A multipart upload that was begun and neither completed nor aborted.</summary>
internal sealed class S3Upload(string key, string id, DateTimeOffset? begunAt)
{
    public string Key { get; } = key;

    public string Id { get; } = id;

    /// <summary>When it was begun, by the server's clock; null when it was begun just now.</summary>
    public DateTimeOffset? BegunAt { get; } = begunAt;

    /// <summary>What is there already, in order.</summary>
    public List<PartETag> Parts { get; } = [];
}
