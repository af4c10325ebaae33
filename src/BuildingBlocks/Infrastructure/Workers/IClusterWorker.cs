namespace ArtEngine.BuildingBlocks.Infrastructure.Workers;

/// <summary>
/// Work of which one run is kept alive in the whole cluster. It waits for signals itself and ends only when it is canceled.
/// </summary>
public interface IClusterWorker
{
    /// <param name="argument">What this run is for, when there is one for each of several things; else empty.</param>
    /// <param name="cancellationToken">The host stops.</param>
    Task RunAsync(string argument, CancellationToken cancellationToken);
}
