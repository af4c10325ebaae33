using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Domain.Webhooks;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>The messages to all users' endpoints, newest first, without what they say.</summary>
/// <param name="State">Only those that are <c>pending, delivered</c> or <c>failed</c>; null for all.</param>
/// <param name="Cursor">The page before said it.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record ListAllDeliveriesQuery(string? State, string? Cursor, int Limit) : IRequest<OwnedDeliveryPage>;

internal sealed class ListAllDeliveriesValidator : AbstractValidator<ListAllDeliveriesQuery>
{
    public ListAllDeliveriesValidator()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, 100);
        RuleFor(query => query.State).Must(state => state is null or "pending" or "delivered" or "failed")
            .WithMessage("Give pending, delivered or failed.");
        RuleFor(query => query.Cursor).Must(cursor => cursor is null || PageCursor.Read(OwnedDeliveryPage.List, cursor) is not null)
            .WithMessage(PageCursor.Rule);
    }
}

/// <summary>Some messages and whose they are.</summary>
/// <param name="Deliveries">Newest first.</param>
/// <param name="NextCursor">For those that follow; null when these are the last.</param>
internal sealed record OwnedDeliveryPage(IReadOnlyList<OwnedDelivery> Deliveries, string? NextCursor)
{
    /// <summary>What its cursors say they are of.</summary>
    public const string List = "deliveries";
}

internal sealed class ListAllDeliveriesHandler(IWebhookDeliveries deliveries) : IRequestHandler<ListAllDeliveriesQuery, OwnedDeliveryPage>
{
    public async Task<OwnedDeliveryPage> Handle(ListAllDeliveriesQuery query, CancellationToken cancellationToken)
    {
        var after = query.Cursor is null ? null : PageCursor.Read(OwnedDeliveryPage.List, query.Cursor);
        DeliveryState? state = query.State is null ? null : Enum.Parse<DeliveryState>(query.State, ignoreCase: true);
        var found = await deliveries.ListAllAsync(state, after, query.Limit + 1, cancellationToken);
        var (page, last) = found.PageOf(query.Limit);
        return new(page, last is null ? null : new PageCursor(last.CreatedAt, last.Id).Write(OwnedDeliveryPage.List));
    }
}
