namespace ArtEngine.BuildingBlocks.Infrastructure.Workers;

/// <summary>
/// Work of which one run is kept alive in the whole cluster. It waits for signals itself and ends only when it is canceled.
/// </summary>
public interface IClusterWorker
{
    /// <param name="cancellationToken">The host stops.</param>
    Task RunAsync(CancellationToken cancellationToken);
}
