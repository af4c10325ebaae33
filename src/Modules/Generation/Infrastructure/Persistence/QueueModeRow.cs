namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>What administrators said of the queue; one row, which the migration made.</summary>
internal sealed class QueueModeRow
{
    public const int Only = 1;

    public int Id { get; init; } = Only;

    public bool IsPaused { get; set; }

    public string? Maintenance { get; set; }
}
