namespace ArtEngine.BuildingBlocks;

/// <summary>What administrators did. An act is written down before it is done, so that none is missing.</summary>
public interface IAuditLog
{
    /// <summary>Somebody is about to do it.</summary>
    /// <param name="act">Who does what.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>The number of the entry.</returns>
    Task<long> BeginAsync(AdminAct act, CancellationToken cancellationToken);

    /// <summary>What was answered; entries without an answer broke off.</summary>
    Task EndAsync(long entry, int status, CancellationToken cancellationToken);
}

/// <summary>An act of an administrator.</summary>
/// <param name="UserId">Who does it.</param>
/// <param name="ApiKey">The API key that they use; null with a token.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without the query.</param>
public sealed record AdminAct(Guid UserId, string? ApiKey, string Method, string Path);
