namespace ArtEngine.Users.Domain;

/// <summary>How much of the service users of a kind may take. A limit that is null is none.</summary>
internal sealed class Plan
{
    /// <summary>The plan of those who have no other one, if there is a plan of this name.</summary>
    public const string Default = "default";

    public required string Name { get; init; }

    public double Weight { get; set; } = 1;

    public int? MaxRunning { get; set; }

    public int? MaxQueued { get; set; }

    public double? GpuSecondsPerDay { get; set; }

    public double? GpuSecondsPerMonth { get; set; }

    public long? StorageBytes { get; set; }

    public int? KeepDays { get; set; }

    public IReadOnlyList<string>? Workflows { get; set; }
}
