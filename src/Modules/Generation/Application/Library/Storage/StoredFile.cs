using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Library.Storage;

/// <summary>A file of the store on its way to a caller: either its bytes, which whoever gets them disposes of, or a link to them.</summary>
/// <param name="File">What the caller gets.</param>
/// <param name="Hash">SHA-256 of the bytes, in hex digits.</param>
/// <param name="Bytes">The bytes; null when there is a link.</param>
/// <param name="Link">An address that is good for a short time.</param>
internal sealed record StoredFile(BlobLink File, string Hash, Stream? Bytes, Uri? Link)
{
    /// <param name="store">Where it lies.</param>
    /// <param name="file">Which one.</param>
    /// <param name="hash">Its SHA-256.</param>
    /// <param name="mayLink">Whether a link will do.</param>
    /// <param name="word">What callers know it as: <c>output</c> or <c>upload</c>.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    public static async Task<StoredFile> OpenAsync(
        IBlobStore store, BlobLink file, string hash, bool mayLink, string word, CancellationToken cancellationToken)
    {
        if (mayLink && store.LinkTo(file) is { } link)
        {
            return new(file, hash, Bytes: null, link);
        }

        try
        {
            var bytes = await store.OpenAsync(file.Key, cancellationToken)
                ?? throw new AppException(ErrorKind.NotFound, $"{word}_gone", $"The {word} was removed from the store.");
            return new(file, hash, bytes, Link: null);
        }
        catch (IOException)
        {
            throw StoreUnavailable();
        }
    }

    public static AppException StoreUnavailable() =>
        new(ErrorKind.Unavailable, "store_unavailable", "The store of pictures does not answer just now; try again.");
}
