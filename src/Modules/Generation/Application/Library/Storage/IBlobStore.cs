namespace ArtEngine.Generation.Application.Library.Storage;

/// <summary>Keeps the bytes of outputs and input pictures. When it cannot just now it throws an <see cref="IOException"/>.</summary>
internal interface IBlobStore
{
    /// <summary>
    /// Streams the content to the key and makes it durable; an object that is there already is replaced. When the length of
    /// the content is known beforehand, the store may not need to keep it somewhere on its way.
    /// </summary>
    Task SaveAsync(string key, Stream content, string contentType, CancellationToken cancellationToken, long? length = null);

    /// <summary>A seekable stream that fetches what is read and no more; null when there is no such object.</summary>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>Deletes the object, if there is one.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes every object whose key begins with the prefix, which ends with a slash, and what is left there of stores that
    /// were broken off. When it throws, some are gone; repeat it.
    /// </summary>
    /// <returns>How many there were.</returns>
    Task<int> DeleteAllAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The same, but objects with one of these keys stay.</summary>
    Task<int> DeleteAllExceptAsync(string prefix, IReadOnlySet<string> kept, CancellationToken cancellationToken);

    /// <summary>Deletes what stores that began before then and never ended have left behind, wherever it lies.</summary>
    /// <returns>How many there were.</returns>
    Task<int> DeleteUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken);

    /// <summary>An address that gives the bytes to whoever has it, for a short time; null when the store has no way to callers.</summary>
    Uri? LinkTo(BlobLink output);
}

/// <summary>What a caller is to get from the store itself.</summary>
internal sealed record BlobLink(string Key, string ContentType, string FileName, bool IsShown);
