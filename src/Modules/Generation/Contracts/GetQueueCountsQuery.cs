using MediatR;

namespace ArtEngine.Generation.Contracts;

/// <summary>How long the queue is, of all users together.</summary>
public sealed record GetQueueCountsQuery : IRequest<QueueCounts>;
