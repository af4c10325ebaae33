namespace ArtEngine.Generation.Domain.Library;

/// <summary>
/// Files of something deleted that may still be in the store. The row is stored with the deletion and removed after the files, so that no
/// file stays in the store without a row that knows of it.
/// </summary>
internal sealed class Deletion
{
    /// <summary>
    /// So long after a deletion something of it may still be stored: a picture in another size that was being made, or a file by a node
    /// that was frozen.
    /// </summary>
    private static readonly TimeSpan MayStillArrive = TimeSpan.FromMinutes(10);

    private Deletion()
    {
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    /// <summary>A key of the store; when it ends with a slash, everything that begins so.</summary>
    public required string Path { get; init; }

    /// <summary>When it is to be deleted next.</summary>
    public DateTimeOffset NotBefore { get; private init; }

    /// <summary>Once it was deleted at this time or later, nothing can come any more.</summary>
    public DateTimeOffset LastAt { get; private init; }

    /// <summary>Whether more than one object may be meant.</summary>
    public bool IsPrefix => Path.EndsWith('/');

    public static Deletion Of(Guid userId, string path, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = userId,
        Path = path,
        NotBefore = now,
        LastAt = now + MayStillArrive,
    };
}
