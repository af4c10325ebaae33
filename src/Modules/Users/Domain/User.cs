namespace ArtEngine.Users.Domain;

/// <summary>A person who may sign in: known to the issuer by a subject, to everything here by an id.</summary>
internal sealed class User(Guid id, string issuer, string subject, string? email, DateTimeOffset createdAt)
{
    public Guid Id { get; private init; } = id;

    public string Issuer { get; private set; } = issuer;

    public string Subject { get; private set; } = subject;

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

    /// <summary>Since when an administrator keeps the user out; null when nobody does.</summary>
    public DateTimeOffset? BlockedAt { get; private set; }

    /// <summary>Whether the issuer lets the user sign in, as it last told; null when it does not.</summary>
    public bool? IsActive { get; private set; }

    /// <summary>What the user may do, as the newest token said; null before the first one.</summary>
    public IReadOnlyList<string>? Permissions { get; private set; }

    /// <summary>When the newest token was made that said something new of permissions or plan.</summary>
    public DateTimeOffset? PermissionsAt { get; private set; }

    /// <summary>When the issuer last told something new of the user.</summary>
    public DateTimeOffset? ToldAt { get; private set; }

    /// <summary>The plan that an administrator gave them; null when none did.</summary>
    public string? Plan { get; private set; }

    /// <summary>The plan that the newest token named; null when none did.</summary>
    public string? ToldPlan { get; private set; }

    public bool IsBlocked => BlockedAt is not null || IsActive == false;

    /// <summary>Blocking somebody who is blocked leaves the time at which it began.</summary>
    public void Block(DateTimeOffset now) => BlockedAt ??= now;

    /// <summary>Takes back what an administrator did; what the issuer says holds on.</summary>
    public void Unblock() => BlockedAt = null;

    /// <summary>
    /// The same person at another issuer, who keeps what is theirs here. What the one before told of them is no longer its affair.
    /// </summary>
    public void Move(string issuer, string subject) =>
        (Issuer, Subject, TenantId, ChangedAtIssuer, IsActive) = (issuer, subject, null, null, null);

    public void TakeOver(string? email) => Email = email ?? Email;

    /// <summary>Gives them a plan, or takes back the one that was given.</summary>
    public void Assign(string? plan) => Plan = plan;

    /// <summary>Whether a token that was made then names another plan, and none that is known is newer.</summary>
    public bool IsNewPlan(string? plan, DateTimeOffset madeAt) => plan is not null && plan != ToldPlan && !(madeAt < PermissionsAt);

    /// <summary>The plan that a token names, unless a newer one said something else.</summary>
    public void TellPlan(string? plan, DateTimeOffset madeAt)
    {
        if (IsNewPlan(plan, madeAt))
        {
            (ToldPlan, PermissionsAt) = (plan, madeAt);
        }
    }

    /// <summary>Whether a token that was made then says something new of what the user may do.</summary>
    public bool IsNews(IReadOnlyList<string> permissions, DateTimeOffset madeAt) =>
        Permissions is null || (madeAt > PermissionsAt && !permissions.SequenceEqual(Permissions));

    /// <summary>What a token says of the user's permissions, unless a newer one said something else.</summary>
    public void Grant(IReadOnlyList<string> permissions, DateTimeOffset madeAt)
    {
        if (IsNews(permissions, madeAt))
        {
            (Permissions, PermissionsAt) = (permissions, madeAt);
        }
    }

    /// <summary>Takes over the whole state that the issuer tells, unless a newer one is known.</summary>
    public ProfileChange TakeOver(IssuerProfile told, DateTimeOffset now)
    {
        if (told.ChangedAt < ChangedAtIssuer)
        {
            return ProfileChange.Outdated;
        }

        var isSameAge = told.ChangedAt == ChangedAtIssuer;
        var isSame = (Email, EmailVerified, Fields, TenantId, IsActive ?? true) ==
            (told.Email, told.EmailVerified, told.Fields, told.TenantId, told.IsActive);
        (Email, EmailVerified, Fields, TenantId, IsActive) =
            (told.Email, told.EmailVerified, told.Fields, told.TenantId, told.IsActive);
        (ChangedAtIssuer, ToldAt) = (told.ChangedAt, isSame ? ToldAt : now);
        return isSame ? ProfileChange.Same : isSameAge ? ProfileChange.Unsettled : ProfileChange.Applied;
    }
}
