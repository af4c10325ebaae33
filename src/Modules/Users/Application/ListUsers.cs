using ArtEngine.BuildingBlocks;
using FluentValidation;
using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Users, newest first.</summary>
/// <param name="Email">Only those with this address.</param>
/// <param name="Cursor">The last one of the page before.</param>
/// <param name="Limit">How many at most.</param>
internal sealed record ListUsersQuery(string? Email, Guid? Cursor, int Limit) : IRequest<UserPage>;

/// <summary>One page.</summary>
/// <param name="Users">Newest first.</param>
/// <param name="NextCursor">Of the next page; null behind the last one.</param>
internal sealed record UserPage(IReadOnlyList<UserAccount> Users, Guid? NextCursor);

internal sealed class ListUsersValidator : AbstractValidator<ListUsersQuery>
{
    private const int MaxLimit = 100;

    public ListUsersValidator() => RuleFor(query => query.Limit).InclusiveBetween(1, MaxLimit)
        .WithMessage($"limit must be 1 to {MaxLimit}.");
}

internal sealed class ListUsersHandler(IUserAdministration users) : IRequestHandler<ListUsersQuery, UserPage>
{
    public async Task<UserPage> Handle(ListUsersQuery query, CancellationToken cancellationToken)
    {
        var found = await users.ListAsync(query.Email, query.Cursor, query.Limit + 1, cancellationToken);
        var (page, last) = found.Select(UserAccount.Of).ToList().PageOf(query.Limit);
        return new(page, last?.Id);
    }
}
