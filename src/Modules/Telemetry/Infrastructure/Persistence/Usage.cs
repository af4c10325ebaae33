namespace ArtEngine.Telemetry.Infrastructure.Persistence;

/// <summary>What a user used of a workflow on a day.</summary>
internal sealed class Usage
{
    public Guid UserId { get; init; }

    public DateOnly Day { get; init; }

    public required string Workflow { get; init; }

    public long Jobs { get; set; }

    public double GpuSeconds { get; set; }

    public long Bytes { get; set; }
}
