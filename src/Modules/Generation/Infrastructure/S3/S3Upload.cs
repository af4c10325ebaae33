namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>An upload in parts that was begun and neither completed nor aborted.</summary>
/// <param name="Key">Of the object that it was to become.</param>
/// <param name="BegunAt">When it was begun, by the server's clock; null when the server does not tell.</param>
internal sealed record S3Upload(string Key, DateTimeOffset? BegunAt);
