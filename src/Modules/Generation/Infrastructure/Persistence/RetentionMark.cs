namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>The terms under which jobs are kept, in the only row of its table.</summary>
internal sealed class RetentionMark
{
    public const int OnlyId = 1;

    public int Id { get; private init; } = OnlyId;

    /// <summary>Rises with each change of the terms.</summary>
    public int Version { get; set; }

    public required string Wording { get; set; }
}
