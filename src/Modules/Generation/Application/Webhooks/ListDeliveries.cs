using System.Globalization;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Application.Webhooks.Endpoints;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>The messages of an endpoint of the caller, newest first.</summary>
internal sealed record ListDeliveriesQuery(Guid Id, Guid UserId, string? Cursor, int Limit) : IRequest<DeliveryPage>;

internal sealed class ListDeliveriesValidator : AbstractValidator<ListDeliveriesQuery>
{
    public ListDeliveriesValidator()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, 100);
        RuleFor(query => query.Cursor).Must(cursor => cursor is null || long.TryParse(cursor, CultureInfo.InvariantCulture, out _))
            .WithMessage("Take next_cursor of the page before.");
    }
}

internal sealed class ListDeliveriesHandler(IWebhooks webhooks, IWebhookDeliveries deliveries)
    : IRequestHandler<ListDeliveriesQuery, DeliveryPage>
{
    public async Task<DeliveryPage> Handle(ListDeliveriesQuery query, CancellationToken cancellationToken)
    {
        var endpoint = await webhooks.RequireAsync(query.Id, query.UserId, cancellationToken);
        long? below = query.Cursor is null ? null : long.Parse(query.Cursor, CultureInfo.InvariantCulture);
        var found = await deliveries.ListAsync(endpoint.Id, below, query.Limit + 1, cancellationToken);
        var page = found.Take(query.Limit).ToList();
        return new(
            [.. page.Select(DeliveryView.Of)],
            found.Count > query.Limit ? page[^1].Sequence.ToString(CultureInfo.InvariantCulture) : null);
    }
}
