using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>One user, for administrators.</summary>
internal sealed record FindUserQuery(Guid Id) : IRequest<UserAccount>;

internal sealed class FindUserHandler(IUserAdministration users) : IRequestHandler<FindUserQuery, UserAccount>
{
    public async Task<UserAccount> Handle(FindUserQuery query, CancellationToken cancellationToken) =>
        UserAccount.Of(await users.FindAsync(query.Id, cancellationToken) ?? throw UnknownUser.Of(query.Id));
}
