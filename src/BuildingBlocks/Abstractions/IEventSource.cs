namespace ArtEngine.BuildingBlocks;

/// <summary>An entity whose changes other modules hear of. Saving it puts what it tells into the outbox, in the same transaction.</summary>
public interface IEventSource
{
    /// <summary>What happened to it since this was last called.</summary>
    IReadOnlyList<IIntegrationEvent> TakeEvents();
}
