using Amazon.S3.Model;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>A multipart upload that was begun and neither completed nor aborted.</summary>
internal sealed class S3Upload(string key, string id)
{
    public string Key { get; } = key;

    public string Id { get; } = id;

    /// <summary>What is there already, in order.</summary>
    public List<PartETag> Parts { get; } = [];
}
