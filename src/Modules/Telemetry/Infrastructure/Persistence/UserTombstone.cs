namespace ArtEngine.Telemetry.Infrastructure.Persistence;

/// <summary>Somebody of whom nothing is written down any more.</summary>
internal sealed class UserTombstone
{
    public Guid UserId { get; init; }

    public DateTimeOffset ErasedAt { get; init; }
}
