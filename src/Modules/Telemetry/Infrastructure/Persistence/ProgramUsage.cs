namespace ArtEngine.Telemetry.Infrastructure.Persistence;

/// <summary>What all end users of a user used together on a day.</summary>
internal sealed class ProgramUsage
{
    public Guid UserId { get; init; }

    public DateOnly Day { get; init; }

    public long Jobs { get; init; }

    public double GpuSeconds { get; init; }

    public long Bytes { get; init; }
}
