using ArtEngine.BuildingBlocks;
using FluentValidation;
using MediatR;

namespace ArtEngine.Telemetry.Application.Usage;

/// <summary>What everybody used, by day, user and workflow.</summary>
/// <param name="From">The first day, UTC.</param>
/// <param name="To">The last day.</param>
/// <param name="UserId">Only of this user; null for all.</param>
/// <param name="Cursor">The answer before said it; null for the beginning.</param>
/// <param name="Limit">At most so many rows.</param>
internal sealed record ListUsageQuery(DateOnly From, DateOnly To, Guid? UserId, string? Cursor, int Limit) : IRequest<UsagePage>;

/// <summary>Some rows.</summary>
/// <param name="Usage">By day, user and workflow.</param>
/// <param name="NextCursor">For those that follow; null when these are the last.</param>
internal sealed record UsagePage(IReadOnlyList<UsageRow> Usage, string? NextCursor);

internal sealed class ListUsageValidator : AbstractValidator<ListUsageQuery>
{
    public const int MostDays = 366;
    public const int MostRows = 10_000;

    public ListUsageValidator()
    {
        RuleFor(query => query.To).GreaterThanOrEqualTo(query => query.From).WithMessage("to must not be before from.");
        RuleFor(query => query).Must(query => query.To.DayNumber - query.From.DayNumber < MostDays)
            .WithMessage($"from and to may be at most {MostDays} days apart.");
        RuleFor(query => query.Limit).InclusiveBetween(1, MostRows).WithMessage($"limit must be between 1 and {MostRows}.");
        RuleFor(query => query.Cursor).Must(cursor => cursor is null || UsageCursor.Read(cursor) is not null)
            .WithMessage("cursor must be the next_cursor of an earlier answer.");
    }
}

internal sealed class ListUsageHandler(IUsageLedger ledger) : IRequestHandler<ListUsageQuery, UsagePage>
{
    public async Task<UsagePage> Handle(ListUsageQuery query, CancellationToken cancellationToken)
    {
        var after = query.Cursor is { } cursor ? UsageCursor.Read(cursor) : null;
        var rows = await ledger.ListAsync(new(query.From, query.To, query.UserId), after, query.Limit + 1, cancellationToken);
        var (page, last) = rows.PageOf(query.Limit);
        return new(page, last is null ? null : UsageCursor.Write(last));
    }
}
