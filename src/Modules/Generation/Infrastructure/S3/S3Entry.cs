namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>An object that was found.</summary>
/// <param name="Key">Where it lies in the bucket.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Version">The server's ETag: changes with the bytes.</param>
internal sealed record S3Entry(string Key, long Length, string Version);
