using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>Keeps templates in memory, and counts how often it is asked to.</summary>
internal sealed class MemoryTemplates : IKeptTemplates
{
    public Dictionary<string, KeptTemplate> All { get; } = [];

    public int Writes { get; private set; }

    /// <summary>What the module itself would make.</summary>
    public static TemplateLookup Over(IWorkflowCatalog catalog, IKeptTemplates? kept = null, TimeProvider? clock = null) =>
        new(catalog, kept ?? new MemoryTemplates(), new WorkflowLimits(), clock ?? TimeProvider.System);

    public Task KeepAsync(KeptTemplate template, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Writes++;
        All[template.Key] = template with { KeptAt = now };
        return Task.CompletedTask;
    }

    public Task<KeptTemplate?> FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult(All.GetValueOrDefault(key));

    public Task<byte[]?> FindEditorAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(All.GetValueOrDefault(key)?.Editor);

    public Task<IReadOnlyList<string>> UnusedSinceAsync(
        DateTimeOffset time, string after, int count, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(
            [.. All.Values.Where(one => one.KeptAt < time && string.CompareOrdinal(one.Key, after) > 0).Select(one => one.Key).Order()
                .Take(count)]);

    public Task<int> ForgetAsync(IReadOnlyCollection<string> keys, DateTimeOffset unusedSince, CancellationToken cancellationToken) =>
        Task.FromResult(keys.Count(key => All[key].KeptAt < unusedSince && All.Remove(key)));
}
