using ArtEngine.BuildingBlocks;
using FluentValidation;
using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>The caller's end users, newest first.</summary>
/// <param name="Owner">The caller.</param>
/// <param name="EndUser">Only the one of this name; null for all.</param>
/// <param name="Cursor">The page before said it.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record ListEndUsersQuery(Guid Owner, string? EndUser, Guid? Cursor, int Limit) : IRequest<EndUserPage>;

/// <summary>Some end users.</summary>
/// <param name="EndUsers">Newest first.</param>
/// <param name="NextCursor">For those that follow; null when these are the last.</param>
internal sealed record EndUserPage(IReadOnlyList<EndUserView> EndUsers, Guid? NextCursor);

/// <summary>An end user.</summary>
/// <param name="Id">The id that jobs and outputs belong to.</param>
/// <param name="EndUser">As the header X-End-User says it.</param>
/// <param name="CreatedAt">When they were first named, UTC.</param>
internal sealed record EndUserView(Guid Id, string EndUser, DateTimeOffset CreatedAt);

internal sealed class ListEndUsersValidator : AbstractValidator<ListEndUsersQuery>
{
    public ListEndUsersValidator() => RuleFor(query => query.Limit).InclusiveBetween(1, 1_000);
}

internal sealed class ListEndUsersHandler(IEndUsers endUsers) : IRequestHandler<ListEndUsersQuery, EndUserPage>
{
    public async Task<EndUserPage> Handle(ListEndUsersQuery query, CancellationToken cancellationToken)
    {
        var found = await endUsers.ListAsync(query.Owner, query.EndUser, query.Cursor, query.Limit + 1, cancellationToken);
        var (page, last) = found.PageOf(query.Limit);
        return new([.. page.Select(user => new EndUserView(user.Id, user.Subject, user.CreatedAt))], last?.Id);
    }
}
