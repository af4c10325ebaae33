namespace ArtEngine.Users.Domain;

/// <summary>All that stays of a deleted tenant: its id, so that no late event brings in users of it.</summary>
internal sealed class ErasedTenant(Guid id, DateTimeOffset erasedAt)
{
    /// <summary>The tenant's id at the issuer.</summary>
    public Guid Id { get; private init; } = id;

    public DateTimeOffset ErasedAt { get; private init; } = erasedAt;
}
