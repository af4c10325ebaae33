namespace ArtEngine.Generation.Application.Backends.Leases;

/// <summary>Keeps a lane running for each server, somewhere in the cluster.</summary>
internal interface ILaneSchedule
{
    /// <summary>Sees to it that the server's lane runs from now on; does nothing when it does.</summary>
    Task KeepAsync(string server, CancellationToken cancellationToken);

    /// <summary>The server's lane is not started again.</summary>
    Task EndAsync(string server, CancellationToken cancellationToken);
}
