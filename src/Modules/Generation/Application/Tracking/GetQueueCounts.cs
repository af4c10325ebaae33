using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Tracking;

internal sealed class GetQueueCountsHandler(LiveQueue queue) : IRequestHandler<GetQueueCountsQuery, QueueCounts>
{
    public async Task<QueueCounts> Handle(GetQueueCountsQuery query, CancellationToken cancellationToken)
    {
        await queue.EnsureKnownAsync(cancellationToken);
        return queue.Totals;
    }
}
