namespace ArtEngine.BuildingBlocks;

/// <summary>
/// Takes the events of one type that are delivered together, for a handler whose work costs as much for one as for many. They come
/// behind what handlers of single events did with them, and in the order in which they were stored; how they stand to events of other
/// types is not told. Modules register it by this interface. It is idempotent: when it fails, each of them comes alone at once, and those
/// that fail again come again later.
/// </summary>
/// <typeparam name="TEvent">Their type.</typeparam>
public interface IBatchedEventHandler<in TEvent>
    where TEvent : IIntegrationEvent
{
    /// <param name="events">One at least.</param>
    /// <param name="cancellationToken">The host stops.</param>
    Task HandleAsync(IReadOnlyCollection<TEvent> events, CancellationToken cancellationToken);
}
