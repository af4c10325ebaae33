using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Tracking;

internal sealed class GetQueueCountsHandler(IImageJobs jobs) : IRequestHandler<GetQueueCountsQuery, QueueLength>
{
    public async Task<QueueLength> Handle(GetQueueCountsQuery query, CancellationToken cancellationToken)
    {
        var counts = await jobs.CountAsync(cancellationToken);
        return new(counts.Running, counts.Pending);
    }
}
