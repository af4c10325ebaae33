namespace ArtEngine.Users.Domain;

/// <summary>
/// Somebody for whom a user's program asks: a user of their own, vouched for by that user. What is theirs is apart from what is others',
/// and goes with them or with the one who vouches for them.
/// </summary>
internal static class EndUser
{
    private const string Mark = "end-user-of:";

    /// <summary>Who vouches for the end users of this user.</summary>
    public static string IssuerOf(Guid owner) => $"{Mark}{owner}";

    /// <summary>Whose end user it is; null of anybody else.</summary>
    public static Guid? OwnerOf(string issuer) =>
        issuer.StartsWith(Mark, StringComparison.Ordinal) && Guid.TryParseExact(issuer[Mark.Length..], "D", out var owner) ? owner : null;
}
