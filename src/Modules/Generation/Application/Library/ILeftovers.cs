namespace ArtEngine.Generation.Application.Library;

/// <summary>Attempts that came to nothing and whose files are yet to be deleted.</summary>
internal interface ILeftovers
{
    /// <summary>Some of those that ended before then, the earliest first, from behind one.</summary>
    Task<IReadOnlyList<Leftover>> EndedBeforeAsync(DateTimeOffset time, Leftover? after, int count, CancellationToken cancellationToken);

    /// <summary>Nothing is left of this attempt but its outputs.</summary>
    Task NoteSweptAsync(Guid attemptId, CancellationToken cancellationToken);
}

/// <summary>An attempt that came to nothing.</summary>
/// <param name="AttemptId">The attempt.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Prefix">Everything of it in the store begins so.</param>
/// <param name="OutputKeys">What its job keeps of it all the same.</param>
internal sealed record Leftover(Guid AttemptId, DateTimeOffset EndedAt, string Prefix, IReadOnlySet<string> OutputKeys);
