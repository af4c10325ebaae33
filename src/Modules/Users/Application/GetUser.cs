using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Domain;
using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>The signed-in user.</summary>
/// <param name="UserId">Who asks.</param>
/// <param name="Token">The token they came with; null when it was an API key.</param>
/// <param name="Refresh">Whether the issuer is asked again.</param>
internal sealed record GetUserQuery(Guid UserId, string? Token, bool Refresh) : IRequest<UserView>
{
    /// <summary>What the token or the API key says; it is answered as it is.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public string? Acr { get; init; }
}

/// <summary>A user as they see themselves.</summary>
/// <param name="Id">The id that jobs and outputs belong to.</param>
/// <param name="Issuer">Who vouches for the user.</param>
/// <param name="Subject">The user's id at the issuer.</param>
/// <param name="Email">As the issuer last told; null when it does not.</param>
/// <param name="EmailVerified">As the issuer last told; null when it does not.</param>
/// <param name="Fields">The issuer's own fields; null when it told none.</param>
/// <param name="Permissions">Of the token or the API key.</param>
/// <param name="Scope">Of the token, separated by spaces; null with an API key.</param>
/// <param name="Acr">How surely the issuer knows the user; null when the token does not say.</param>
/// <param name="CreatedAt">When they first signed in, UTC.</param>
internal sealed record UserView(
    Guid Id,
    string Issuer,
    string Subject,
    string? Email,
    bool? EmailVerified,
    JsonElement? Fields,
    IReadOnlyList<string> Permissions,
    string? Scope,
    string? Acr,
    DateTimeOffset CreatedAt);

internal sealed class GetUserHandler(IUsers users, IUserInfo issuer) : IRequestHandler<GetUserQuery, UserView>
{
    public async Task<UserView> Handle(GetUserQuery query, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(query.UserId, cancellationToken)
            ?? throw new AppException(ErrorKind.NotFound, "unknown_user", "The user is not known here any more.");
        var told = query.Token is null
            ? null
            : await issuer.AskAsync(user.Id, user.Issuer, user.Subject, query.Token, query.Refresh, cancellationToken);
        // What the issuer told since by itself is newer than what it answered before.
        var profile = told is null || user.ToldAt > told.AskedAt ? Stored(user) : told;
        return new(
            user.Id, user.Issuer, user.Subject, profile.Email ?? user.Email, profile.EmailVerified, profile.Fields,
            query.Permissions, query.Token is null ? null : string.Join(' ', query.Scopes), query.Acr, user.CreatedAt);
    }

    private static UserInfoAnswer Stored(User user) =>
        new(user.Email, user.EmailVerified, user.Fields is null ? null : JsonElement.Parse(user.Fields), user.CreatedAt);
}
