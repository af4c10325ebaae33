using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>A user as administrators see them.</summary>
/// <param name="Id">The id that jobs and outputs belong to.</param>
/// <param name="Issuer">Who vouches for the user.</param>
/// <param name="Subject">The user's id at the issuer.</param>
/// <param name="Email">As the issuer last told; null when it does not.</param>
/// <param name="IsBlocked">Whether they are kept out, by an administrator or by the issuer.</param>
/// <param name="BlockedAt">Since when an administrator keeps them out, UTC; null when none does.</param>
/// <param name="IsActive">Whether the issuer lets them sign in; null when it does not say.</param>
/// <param name="ApiKeys">How many API keys they have.</param>
/// <param name="Plan">The plan that an administrator gave them, else the one that the issuer named; null when neither did.</param>
/// <param name="CreatedAt">When they first signed in, UTC.</param>
internal sealed record UserAccount(
    Guid Id, string Issuer, string Subject, string? Email, bool IsBlocked, DateTimeOffset? BlockedAt, bool? IsActive, int ApiKeys,
    string? Plan, DateTimeOffset CreatedAt)
{
    public static UserAccount Of((User User, int Keys) known)
    {
        var (user, keys) = known;
        return new(
            user.Id, user.Issuer, user.Subject, user.Email, user.IsBlocked, user.BlockedAt, user.IsActive, keys, user.Plan ?? user.ToldPlan,
            user.CreatedAt);
    }
}
