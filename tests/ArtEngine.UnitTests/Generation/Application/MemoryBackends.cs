using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Rendering;
using ArtEngine.Generation.Domain;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>The servers in memory.</summary>
internal sealed class MemoryBackends(TimeProvider clock) : IBackends
{
    public List<Backend> All { get; } = [];

    public Task<IReadOnlyList<Backend>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Backend>>([.. All]);

    public Task<Backend?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(All.Find(backend => backend.Name == name));

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

    public Task RemoveAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        All.RemoveAll(backend => backend.Name == lease.Server);
        return Task.CompletedTask;
    }

    public async Task<LaneLease?> TryTakeLaneAsync(string name, CancellationToken cancellationToken)
    {
        var backend = await FindAsync(name, cancellationToken) ?? throw UnknownBackend.Named(name);
        return backend.TryTakeLane(clock.GetUtcNow()) ? new(name, backend.Epoch, clock.GetTimestamp(), clock) : null;
    }

    public async Task RenewAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        if ((await FindAsync(lease.Server, cancellationToken))?.Epoch != lease.Epoch)
        {
            throw new LaneLostException(lease.Server);
        }

        lease.NoteRenewed(clock.GetTimestamp());
    }

    public Task ReportAsync(LaneLease lease, string? trouble, CancellationToken cancellationToken) =>
        ChangeAsync(lease.Server, backend => backend.Report(trouble, clock.GetUtcNow()), cancellationToken);

    public Task ReleaseAsync(LaneLease lease, CancellationToken cancellationToken) => Task.CompletedTask;
}
