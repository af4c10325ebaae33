namespace ArtEngine.Generation.Application.Jobs.Storage;

/// <summary>The turns of users whose jobs wait.</summary>
internal interface ITurns
{
    /// <summary>A plan gives other shares now, or a user has another plan; it holds for jobs that wait already, too.</summary>
    /// <param name="userId">The user; null for all who have the plan.</param>
    /// <param name="terms">What it gives. How many may wait says nothing here.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    Task ChangeAsync(Guid? userId, TurnTerms terms, CancellationToken cancellationToken);

    /// <summary>The user of a program has another plan, and so have the end users who had the same.</summary>
    /// <param name="programId">The user.</param>
    /// <param name="before">The plan that they had; who has another one keeps it.</param>
    /// <param name="terms">What the new one gives. How many may wait says nothing here.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    Task ChangeOfProgramAsync(Guid programId, string before, TurnTerms terms, CancellationToken cancellationToken);

    /// <summary>How many jobs of all end users of a program wait.</summary>
    Task<int> CountWaitingAsync(Guid programId, CancellationToken cancellationToken);
}
