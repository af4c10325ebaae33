namespace ArtEngine.Users.Domain;

/// <summary>
/// All that stays of a deleted tenant, so that neither a late event nor a token that is good still brings in users of it.
/// </summary>
internal sealed class TenantTombstone(Guid id, string? issuer, DateTimeOffset erasedAt)
{
    /// <summary>The tenant's id at the issuer.</summary>
    public Guid Id { get; private init; } = id;

    /// <summary>The issuer of its tokens; null when it is not known. A later tenant may have the same one.</summary>
    public string? Issuer { get; private init; } = issuer;

    public DateTimeOffset ErasedAt { get; private init; } = erasedAt;
}
