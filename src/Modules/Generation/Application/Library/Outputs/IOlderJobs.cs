namespace ArtEngine.Generation.Application.Library.Outputs;

/// <summary>Jobs of versions that kept no words of what outputs were made of, and no tags.</summary>
internal interface IOlderJobs
{
    /// <summary>
    /// Keeps words and tags of some of them, the newest first, in one transaction. When all have theirs, it begins once more with the next
    /// call, for what nodes of such a version stored since.
    /// </summary>
    /// <returns>Whether there are more.</returns>
    Task<bool> IndexSomeAsync(int jobs, CancellationToken cancellationToken);
}
