namespace ArtEngine.Generation.Application.Erasure.Retention;

/// <summary>How much of whose jobs is kept, and how long.</summary>
internal interface IRetentionTerms
{
    /// <summary>Another text whenever other terms hold for everybody; empty when everything is kept.</summary>
    string Wording { get; }

    /// <summary>The terms of each of these users.</summary>
    Task<IReadOnlyDictionary<Guid, KeepTerms>> OfAsync(IReadOnlyCollection<Guid> userIds, CancellationToken cancellationToken);
}

/// <summary>How much of a user's jobs that have ended is kept. What is null has no limit; favourites are kept in any case.</summary>
/// <param name="Succeeded">How long those that succeeded are.</param>
/// <param name="Others">How long those that failed, were canceled or expired in the queue are.</param>
/// <param name="Jobs">How many are at most.</param>
/// <param name="Bytes">Of how many bytes their outputs are at most.</param>
internal sealed record KeepTerms(TimeSpan? Succeeded, TimeSpan? Others, int? Jobs, long? Bytes);
