using ArtEngine.BuildingBlocks;
using FluentValidation;
using MediatR;

namespace ArtEngine.Telemetry.Application.Audit;

/// <summary>What administrators did, newest first.</summary>
/// <param name="Cursor">The page before said it.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record ListAuditQuery(string? Cursor, int Limit) : IRequest<AuditPage>;

/// <summary>Some entries.</summary>
/// <param name="Entries">Newest first.</param>
/// <param name="NextCursor">For those that follow; null when these are the last.</param>
internal sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? NextCursor);

internal sealed class ListAuditValidator : AbstractValidator<ListAuditQuery>
{
    public ListAuditValidator()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, 1_000);
        RuleFor(query => query.Cursor).Must(SequenceCursor.Is).WithMessage(SequenceCursor.Rule);
    }
}

internal sealed class ListAuditHandler(IAuditEntries entries) : IRequestHandler<ListAuditQuery, AuditPage>
{
    public async Task<AuditPage> Handle(ListAuditQuery query, CancellationToken cancellationToken)
    {
        var before = SequenceCursor.Read(query.Cursor);
        var found = await entries.ListAsync(before, query.Limit + 1, cancellationToken);
        var (page, last) = found.PageOf(query.Limit);
        return new(page, last is null ? null : SequenceCursor.Write(last.Id));
    }
}
