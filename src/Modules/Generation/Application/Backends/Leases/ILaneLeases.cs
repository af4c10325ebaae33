using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Application.Backends.Leases;

/// <summary>Whose turn it is to drive each server. Every method is one transaction.</summary>
internal interface ILaneLeases
{
    /// <summary>The servers whose lanes no run was heard of just now.</summary>
    Task<IReadOnlyList<string>> ListVacantAsync(CancellationToken cancellationToken);

    /// <summary>Makes the caller the one run that may write for the server.</summary>
    /// <returns>Null while another run is alive, and when the server is not there any more.</returns>
    Task<LaneLease?> TryTakeAsync(string server, CancellationToken cancellationToken);

    /// <summary>Says that the run is alive. Throws <see cref="LaneLostException"/> when it was replaced.</summary>
    Task RenewAsync(LaneLease lease, CancellationToken cancellationToken);

    /// <summary>The same for many runs in one statement.</summary>
    /// <returns>Those that were replaced.</returns>
    Task<IReadOnlyList<LaneLease>> RenewAllAsync(IReadOnlyCollection<LaneLease> leases, CancellationToken cancellationToken);

    /// <summary>What the run says of its server. Throws <see cref="LaneLostException"/> when it was replaced.</summary>
    Task ReportAsync(LaneLease lease, BackendReport report, CancellationToken cancellationToken);

    /// <summary>The run is over: the next one need not wait.</summary>
    Task ReleaseAsync(LaneLease lease, CancellationToken cancellationToken);

    /// <summary>Forgets the server, when nothing is left there.</summary>
    Task RemoveServerAsync(LaneLease lease, CancellationToken cancellationToken);
}
