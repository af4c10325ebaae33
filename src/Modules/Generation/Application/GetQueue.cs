using MediatR;

namespace ArtEngine.Generation.Application;

/// <summary>How many jobs run and wait, of all users.</summary>
internal sealed record GetQueueQuery : IRequest<QueueStatus>;

internal sealed class GetQueueHandler(IQueueFeed feed) : IRequestHandler<GetQueueQuery, QueueStatus>
{
    public Task<QueueStatus> Handle(GetQueueQuery query, CancellationToken cancellationToken) => feed.GetAsync(cancellationToken);
}
