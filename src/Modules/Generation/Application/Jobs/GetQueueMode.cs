using ArtEngine.Generation.Application.Jobs.Queue;
using MediatR;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>What administrators said of the queue.</summary>
internal sealed record GetQueueModeQuery : IRequest<QueueMode>;

internal sealed class GetQueueModeHandler(IQueueMode mode) : IRequestHandler<GetQueueModeQuery, QueueMode>
{
    public async Task<QueueMode> Handle(GetQueueModeQuery query, CancellationToken cancellationToken) =>
        await mode.GetAsync(cancellationToken);
}
