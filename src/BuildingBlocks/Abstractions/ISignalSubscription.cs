namespace ArtEngine.BuildingBlocks;

/// <summary>One listener; many rings between two waits count as one.</summary>
public interface ISignalSubscription : IDisposable
{
    /// <summary>Waits until a topic rings or the time is over.</summary>
    /// <returns>The topics that rang since the last wait; none when the time is over.</returns>
    Task<IReadOnlyCollection<string>> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>Whether a topic rang since the last wait or look; does not wait.</summary>
    bool HasRung();
}
