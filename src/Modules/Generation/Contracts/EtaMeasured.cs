using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Contracts;

/// <summary>
/// A job for which an end was expected was rendered. Told by each node that expected something, about what it remembers, and
/// so without the outbox: a node that dies forgets it.
/// </summary>
/// <param name="Id">The job's: whichever node tells it, it is one fact.</param>
/// <param name="OccurredAt">When the job ended, UTC.</param>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="Error">How far off the first expectation was, early or late.</param>
public sealed record EtaMeasured(Guid Id, DateTimeOffset OccurredAt, string Workflow, TimeSpan Error) : IIntegrationEvent;
