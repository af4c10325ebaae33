using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Batches.Views;
using MediatR;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>Cancels a batch of the caller: no more of it comes into the queue, and its jobs are canceled soon. May be repeated.</summary>
internal sealed record CancelBatchCommand(Guid Id, Guid UserId) : IRequest<BatchView>;

internal sealed class CancelBatchHandler(IBatches batches, ISignals signals, TimeProvider clock)
    : IRequestHandler<CancelBatchCommand, BatchView>
{
    public async Task<BatchView> Handle(CancelBatchCommand command, CancellationToken cancellationToken)
    {
        var batch = await batches.RequireAsync(command.Id, command.UserId, cancellationToken);
        batch = await batches.ChangeAsync(batch.Id, row => row.Cancel(clock.GetUtcNow()), cancellationToken) ?? batch;
        signals.Notify(Topics.Batches);
        return await batches.ViewAsync(batch, cancellationToken);
    }
}
