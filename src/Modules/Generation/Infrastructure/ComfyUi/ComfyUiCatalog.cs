using System.Collections.Concurrent;
using ArtEngine.Generation.Application;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>
/// What is known of a server's node classes: each is asked for when it is first needed, since a whole list has
/// megabytes. What was learnt stays known while the server is away.
/// </summary>
internal sealed class ComfyUiCatalog(Func<string, CancellationToken, Task<NodeDescription?>> read, TimeProvider clock)
{
    private const int MaxClasses = 5_000;

    private readonly ConcurrentDictionary<string, Entry> _entries = new();

    /// <summary>Files to choose from in loaders, as far as they were asked about; null when none was.</summary>
    public int? KnownModels
    {
        get
        {
            var loaders = _entries.Where(entry => entry.Key.Contains("Loader", StringComparison.OrdinalIgnoreCase)).ToList();
            return loaders.Count == 0
                ? null
                : loaders.SelectMany(entry => entry.Value.Node?.Choices ?? new Dictionary<string, IReadOnlySet<string>>())
                    .Where(input => input.Key.EndsWith("_name", StringComparison.Ordinal)).SelectMany(input => input.Value).Distinct().Count();
        }
    }

    public async Task<NodeDescription?> FindAsync(string classType, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var known = _entries.GetValueOrDefault(classType);
        if (known is not null && clock.GetUtcNow() - known.At < maxAge)
        {
            return known.Node;
        }

        try
        {
            var entry = new Entry(await read(classType, cancellationToken), clock.GetUtcNow());
            if (_entries.Count < MaxClasses)
            {
                _entries[classType] = entry;
            }

            return entry.Node;
        }
        catch (Exception exception) when (known is not null && exception is RenderServerUnavailableException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return known!.Node;
        }
    }

    private sealed record Entry(NodeDescription? Node, DateTimeOffset At);
}
