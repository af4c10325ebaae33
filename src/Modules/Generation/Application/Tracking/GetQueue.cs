using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Application.Tracking.Views;
using MediatR;

namespace ArtEngine.Generation.Application.Tracking;

/// <summary>How many jobs run and wait, of all users, and what of it is the caller's; null for somebody unknown.</summary>
internal sealed record GetQueueQuery(Guid? UserId) : IRequest<QueueStatus>;

internal sealed class GetQueueHandler(LiveQueue queue, IProgressStore progress) : IRequestHandler<GetQueueQuery, QueueStatus>
{
    public async Task<QueueStatus> Handle(GetQueueQuery query, CancellationToken cancellationToken)
    {
        await queue.EnsureKnownAsync(cancellationToken);
        var totals = queue.Totals;
        return query.UserId is { } userId
            ? OwnQueueStatus.Of(queue.Of(userId), progress)
            : new QueueStatus(totals.Running, totals.Pending, QueuePosition: null);
    }
}
