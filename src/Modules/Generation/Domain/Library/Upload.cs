namespace ArtEngine.Generation.Domain.Library;

/// <summary>
/// An input picture of a user; the bytes lie in the store under <see cref="StorageKey"/>. The row is there before the
/// bytes and goes after them, so that nothing lies in the store that no row knows of.
/// </summary>
internal sealed class Upload
{
    private Upload()
    {
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    public UploadState State { get; private set; }

    public required string ContentType { get; init; }

    /// <summary>How many bytes it may become while it arrives, then how many it has.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>SHA-256 of the bytes, 64 lower-case hex digits; null while they arrive.</summary>
    public string? Hash { get; private set; }

    /// <summary>BLAKE3 of the bytes, likewise; null besides for pictures of older versions.</summary>
    public string? Blake3 { get; private set; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>
    /// When it was last seen arriving, it was uploaded, or a job that takes it was accepted, whichever came last. When it is to go and its
    /// bytes could not be deleted: when that is tried again.
    /// </summary>
    public DateTimeOffset LastUsedAt { get; private set; }

    /// <summary>Everything of it in the store begins so.</summary>
    public string StoragePrefix => $"{UserId}/uploads/{Id}/";

    public string StorageKey => $"{StoragePrefix}{FileName}";

    /// <summary>What a download is called.</summary>
    public string FileName => $"{Id}{UploadFormat.ExtensionOf(ContentType)}";

    public static Upload Begin(Guid userId, string contentType, PictureSize? size, long mostBytes, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = userId,
        State = UploadState.Arriving,
        ContentType = contentType,
        SizeBytes = mostBytes,
        Width = size?.Width,
        Height = size?.Height,
        CreatedAt = now,
        LastUsedAt = now,
    };

    /// <summary>The bytes are stored: jobs may take it.</summary>
    public void Keep(long sizeBytes, ContentHashes hashes) =>
        (State, SizeBytes, Hash, Blake3) = (UploadState.Kept, sizeBytes, hashes.Sha256, hashes.Blake3);

    /// <summary>The same bytes came once more.</summary>
    public void Use(string blake3, DateTimeOffset now) => (Blake3, LastUsedAt) = (blake3, now);

    /// <summary>It is to go: to its owner it is gone already.</summary>
    public void MarkForDeletion() => State = UploadState.Deleting;
}

/// <summary>What bytes are known by, each 64 lower-case hex digits.</summary>
internal readonly record struct ContentHashes(string Sha256, string Blake3);

/// <summary>Where an upload stands.</summary>
internal enum UploadState
{
    /// <summary>The bytes are on their way, or never came.</summary>
    Arriving,

    /// <summary>It can be used.</summary>
    Kept,

    /// <summary>The bytes are being deleted.</summary>
    Deleting,
}
