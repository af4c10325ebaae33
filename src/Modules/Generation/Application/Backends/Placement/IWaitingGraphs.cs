namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>The graphs of jobs that wait.</summary>
internal interface IWaitingGraphs
{
    /// <summary>What the job would send; null when it has ended.</summary>
    Task<string?> FindAsync(Guid jobId, CancellationToken cancellationToken);
}
