using ArtEngine.BuildingBlocks;
using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>The signed-in user.</summary>
internal sealed record GetUserQuery(Guid UserId) : IRequest<UserView>;

/// <summary>A user as they see themselves.</summary>
/// <param name="Id">The id that jobs and outputs belong to.</param>
/// <param name="Issuer">Who vouches for the user.</param>
/// <param name="Subject">The user's id at the issuer.</param>
/// <param name="Email">As the issuer last told; null when it does not.</param>
/// <param name="CreatedAt">When they first signed in, UTC.</param>
internal sealed record UserView(Guid Id, string Issuer, string Subject, string? Email, DateTimeOffset CreatedAt);

internal sealed class GetUserHandler(IUsers users) : IRequestHandler<GetUserQuery, UserView>
{
    public async Task<UserView> Handle(GetUserQuery query, CancellationToken cancellationToken) =>
        await users.FindAsync(query.UserId, cancellationToken) is { } user
            ? new(user.Id, user.Issuer, user.Subject, user.Email, user.CreatedAt)
            : throw new AppException(ErrorKind.NotFound, "unknown_user", "The user is not known here any more.");
}
