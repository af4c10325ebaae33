using ArtEngine.BuildingBlocks;
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
        RuleFor(query => query.Cursor).Must(SequenceCursor.Is).WithMessage(SequenceCursor.Rule);
    }
}

internal sealed class ListDeliveriesHandler(IWebhooks webhooks, IWebhookDeliveries deliveries)
    : IRequestHandler<ListDeliveriesQuery, DeliveryPage>
{
    public async Task<DeliveryPage> Handle(ListDeliveriesQuery query, CancellationToken cancellationToken)
    {
        var endpoint = await webhooks.RequireAsync(query.Id, query.UserId, cancellationToken);
        var below = SequenceCursor.Read(query.Cursor);
        var found = await deliveries.ListAsync(endpoint.Id, below, query.Limit + 1, cancellationToken);
        var (page, last) = found.PageOf(query.Limit);
        return new([.. page.Select(DeliveryView.Of)], last is null ? null : SequenceCursor.Write(last.Sequence));
    }
}
