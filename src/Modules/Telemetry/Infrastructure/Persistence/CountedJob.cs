namespace ArtEngine.Telemetry.Infrastructure.Persistence;

/// <summary>A job that is in the ledger, so that it does not get there twice.</summary>
internal sealed class CountedJob
{
    public Guid JobId { get; init; }

    public Guid UserId { get; init; }

    public DateTimeOffset EndedAt { get; init; }
}
