using MediatR;

namespace ArtEngine.BuildingBlocks;

/// <summary>
/// An event that one module tells the others. It is stored in the publisher's outbox in the transaction of the change it
/// tells of and delivered at least once: handlers are idempotent by <see cref="Id"/>.
/// </summary>
public interface IIntegrationEvent : INotification
{
    /// <summary>Unique for each event; the same in every delivery of it.</summary>
    Guid Id { get; }

    /// <summary>When it became true, UTC.</summary>
    DateTimeOffset OccurredAt { get; }
}
