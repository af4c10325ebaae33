using MediatR;

namespace ArtEngine.Generation.Contracts;

/// <summary>How long the queue is, of all users together.</summary>
public sealed record GetQueueCountsQuery : IRequest<QueueLength>;

/// <summary>The queue at one moment.</summary>
/// <param name="Running">Jobs that a ComfyUI server works on.</param>
/// <param name="Pending">Jobs that wait.</param>
public sealed record QueueLength(int Running, int Pending);
