using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Application.Tracking.Views;
using MediatR;

namespace ArtEngine.Generation.Application.Tracking;

/// <summary>How many jobs run and wait, of all users, and what of it is the caller's; null for somebody unknown.</summary>
internal sealed record GetQueueQuery(Guid? UserId) : IRequest<QueueStatus>;

internal sealed class GetQueueHandler(IQueueBroadcaster feed) : IRequestHandler<GetQueueQuery, QueueStatus>
{
    public Task<QueueStatus> Handle(GetQueueQuery query, CancellationToken cancellationToken) => feed.GetAsync(query.UserId, cancellationToken);
}
