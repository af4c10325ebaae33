namespace ArtEngine.Generation.Application.Erasure.Retention;

/// <summary>When jobs that have ended are to be deleted. Every method is one transaction.</summary>
internal interface IRetention
{
    /// <summary>
    /// From now on these terms hold; all jobs that ended are reviewed when the last ones were others. Nothing is, as long as no job
    /// ever was to expire.
    /// </summary>
    /// <returns>The number of the terms, which rises with each change.</returns>
    Task<int> BeginAsync(string wording, CancellationToken cancellationToken);

    /// <summary>
    /// From now on all jobs that ended are reviewed again, or those of one user and their end users: some at a time, as new ones are.
    /// </summary>
    /// <param name="userId">The user; null for all.</param>
    /// <param name="mayExpire">Whether anything may expire by it; if not, nothing is done as long as no job ever was to expire.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    Task ReviewAgainAsync(Guid? userId, bool mayExpire, CancellationToken cancellationToken);

    /// <summary>
    /// Says of some jobs, which were not reviewed under these terms, when they expire; and of the oldest of their owners when these
    /// have more than they may keep.
    /// </summary>
    /// <returns>How many there were; as many as were asked for when there are more.</returns>
    Task<int> ReviewAsync(IRetentionTerms terms, int version, int count, CancellationToken cancellationToken);

    /// <summary>Deletes some jobs whose time is over, and remembers their files.</summary>
    /// <returns>Their ids.</returns>
    Task<IReadOnlyList<Guid>> DeleteExpiredAsync(int count, CancellationToken cancellationToken);
}
