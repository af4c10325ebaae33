namespace ArtEngine.Users.Domain;

/// <summary>A person who may sign in: known to the issuer by a subject, to everything here by an id.</summary>
internal sealed class User(Guid id, string issuer, string subject, string? email, DateTimeOffset createdAt)
{
    public Guid Id { get; private init; } = id;

    public string Issuer { get; private init; } = issuer;

    public string Subject { get; private init; } = subject;

    /// <summary>As the issuer last told; null when it does not.</summary>
    public string? Email { get; private set; } = email;

    /// <summary>As the issuer last told; null when it does not.</summary>
    public bool? EmailVerified { get; private set; }

    /// <summary>JSON object of the issuer's own fields; null when it told none.</summary>
    public string? Fields { get; private set; }

    /// <summary>The user's tenant at the issuer; null when it is not known.</summary>
    public Guid? TenantId { get; private set; }

    /// <summary>When the issuer says it last changed the user: the only version there is, and a weak one.</summary>
    public DateTimeOffset? ChangedAtIssuer { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; } = createdAt;

    public void TakeOver(string? email) => Email = email ?? Email;

    /// <summary>Takes over the whole state that the issuer tells, unless a newer one is known.</summary>
    public ProfileChange TakeOver(IssuerProfile told)
    {
        if (told.ChangedAt < ChangedAtIssuer)
        {
            return ProfileChange.Outdated;
        }

        var isSameAge = told.ChangedAt == ChangedAtIssuer;
        var isSame = (Email, EmailVerified, Fields, TenantId) == (told.Email, told.EmailVerified, told.Fields, told.TenantId);
        (Email, EmailVerified, Fields, TenantId) = (told.Email, told.EmailVerified, told.Fields, told.TenantId);
        ChangedAtIssuer = told.ChangedAt;
        return isSame ? ProfileChange.Same : isSameAge ? ProfileChange.Unsettled : ProfileChange.Applied;
    }
}
