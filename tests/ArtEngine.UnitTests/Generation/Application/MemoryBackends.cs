using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>The servers in memory.</summary>
internal sealed class MemoryBackends(TimeProvider clock) : IBackends, ILaneLeases
{
    public DateTimeOffset Now => clock.GetUtcNow();

    public List<Backend> All { get; } = [];

    /// <summary>Another server, whose lane is always at work.</summary>
    public Backend AddOther(string name = "gpu-2")
    {
        var other = Backend.Add(name, $"http://{name}:8188", 1, 2, null, isFromSettings: true, clock.GetUtcNow());
        _others.Add(other);
        All.Add(other);
        return other;
    }

    /// <summary>What a look for lanes ends with; null when it goes well.</summary>
    public Exception? Fault { get; set; }

    private readonly List<Backend> _others = [];

    public Task<IReadOnlyList<Backend>> ListAsync(CancellationToken cancellationToken)
    {
        _others.ForEach(other => other.Touch(clock.GetUtcNow()));
        return Task.FromResult<IReadOnlyList<Backend>>([.. All]);
    }

    public Task<Backend?> FindAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(All.Find(backend => backend.Name == name));

    public Task<bool> AddAsync(Backend backend, CancellationToken cancellationToken)
    {
        var isNew = !All.Exists(other => other.Name == backend.Name);
        if (isNew)
        {
            All.Add(backend);
        }

        return Task.FromResult(isNew);
    }

    public async Task<Backend?> ChangeAsync(string name, Action<Backend> change, CancellationToken cancellationToken)
    {
        var backend = await FindAsync(name, cancellationToken);
        if (backend is not null)
        {
            change(backend);
        }

        return backend;
    }

    public Task RemoveServerAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        All.RemoveAll(backend => backend.Name == lease.Server);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListVacantAsync(CancellationToken cancellationToken) => Fault is null
        ? Task.FromResult<IReadOnlyList<string>>([.. All.Where(backend => !backend.IsLaneAlive(Now)).Select(backend => backend.Name)])
        : Task.FromException<IReadOnlyList<string>>(Fault);

    public async Task<LaneLease?> TryTakeAsync(string name, CancellationToken cancellationToken)
    {
        var backend = await FindAsync(name, cancellationToken);
        return backend?.TryTakeLane(clock.GetUtcNow()) == true ? new(name, backend.Epoch, clock.GetTimestamp(), clock) : null;
    }

    public async Task RenewAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        if ((await FindAsync(lease.Server, cancellationToken))?.Epoch != lease.Epoch)
        {
            throw new LaneLostException(lease.Server);
        }

        lease.NoteRenewed(clock.GetTimestamp());
    }

    public async Task<IReadOnlyList<LaneLease>> RenewAllAsync(IReadOnlyCollection<LaneLease> leases, CancellationToken cancellationToken)
    {
        var lost = new List<LaneLease>();
        foreach (var lease in leases)
        {
            if ((await FindAsync(lease.Server, cancellationToken))?.Epoch == lease.Epoch)
            {
                lease.NoteRenewed(clock.GetTimestamp());
            }
            else
            {
                lost.Add(lease);
            }
        }

        return lost;
    }

    public Task ReportAsync(LaneLease lease, BackendReport report, CancellationToken cancellationToken) =>
        ChangeAsync(lease.Server, backend => backend.Report(report, clock.GetUtcNow()), cancellationToken);

    public Task ReleaseAsync(LaneLease lease, CancellationToken cancellationToken) => Task.CompletedTask;
}
