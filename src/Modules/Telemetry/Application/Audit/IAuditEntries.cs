namespace ArtEngine.Telemetry.Application.Audit;

/// <summary>Reads what administrators did.</summary>
internal interface IAuditEntries
{
    /// <summary>Newest first, from below this number.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAsync(long? before, int limit, CancellationToken cancellationToken);
}

/// <summary>Something that an administrator did.</summary>
/// <param name="Id">The later, the higher.</param>
/// <param name="At">When, UTC.</param>
/// <param name="UserId">Who.</param>
/// <param name="ApiKey">The API key that they used; null with a token.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without the query.</param>
/// <param name="Status">The status that was answered; null when it was refused with a problem or broke off.</param>
internal sealed record AuditEntry(long Id, DateTimeOffset At, Guid UserId, string? ApiKey, string Method, string Path, int? Status);
