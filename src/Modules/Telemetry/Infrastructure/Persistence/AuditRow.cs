namespace ArtEngine.Telemetry.Infrastructure.Persistence;

/// <summary>Something that an administrator did.</summary>
internal sealed class AuditRow
{
    public long Id { get; private init; }

    public DateTimeOffset At { get; init; }

    public Guid UserId { get; init; }

    public string? ApiKey { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public int? Status { get; init; }
}
