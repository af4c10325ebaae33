namespace ArtEngine.Generation.Domain.Library;

/// <summary>A folder in which a user puts outputs.</summary>
internal sealed class Folder
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>The folder that it is in; null for none.</summary>
    public Guid? ParentId { get; set; }

    public required string Name { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
