namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>
/// What addresses of outputs are signed with. There is one row; deleting it makes all addresses worthless at the next start.
/// </summary>
internal sealed class LinkKey
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    public required byte[] Secret { get; init; }
}
