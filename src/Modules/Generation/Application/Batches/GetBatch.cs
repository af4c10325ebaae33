using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Batches.Views;
using MediatR;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>One batch of the caller.</summary>
internal sealed record GetBatchQuery(Guid Id, Guid UserId) : IRequest<BatchView>;

internal sealed class GetBatchHandler(IBatches batches) : IRequestHandler<GetBatchQuery, BatchView>
{
    public async Task<BatchView> Handle(GetBatchQuery query, CancellationToken cancellationToken) =>
        await batches.ViewAsync(await batches.RequireAsync(query.Id, query.UserId, cancellationToken), cancellationToken);
}
