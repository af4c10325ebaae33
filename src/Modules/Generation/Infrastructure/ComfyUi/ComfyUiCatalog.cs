using System.Collections.Concurrent;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>
/// What is known of a server's node classes: each is asked for when it is first needed, since a whole list, which only those ask for
/// who show it, has megabytes. What was learnt stays known while the server is away.
/// </summary>
/// <param name="read">Asks the server for a class.</param>
/// <param name="readAll">Asks the server for all of them, so many at most.</param>
/// <param name="readModels">Asks the server for its model files.</param>
/// <param name="readMachine">Asks the server what it runs on.</param>
/// <param name="clock">Tells how old what is known is.</param>
internal sealed class ComfyUiCatalog(
    Func<string, CancellationToken, Task<NodeDescription?>> read,
    Func<int, CancellationToken, Task<IReadOnlyDictionary<string, NodeDescription>>> readAll,
    Func<CancellationToken, Task<IReadOnlyDictionary<string, IReadOnlyList<string>>>> readModels,
    Func<CancellationToken, Task<ServerMachine>> readMachine,
    TimeProvider clock) : INodeCatalog
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new();

    private KnownNames? _names;
    private KnownFiles? _models;

    /// <summary>What was learnt before is out of date.</summary>
    private long _expiredAt = long.MinValue;

    /// <summary>Files to choose from in loaders, as far as they were asked about; null when none was.</summary>
    public int? KnownModels
    {
        get
        {
            var loaders = _entries.Where(entry => entry.Key.Contains("Loader", StringComparison.OrdinalIgnoreCase)).ToList();
            return loaders.Count == 0
                ? null
                : loaders.SelectMany(entry => entry.Value.Node?.Choices ?? new Dictionary<string, IReadOnlySet<string>>())
                    .Where(input => input.Key.EndsWith("_name", StringComparison.Ordinal)).SelectMany(input => input.Value).Distinct()
                    .Count();
        }
    }

    public NodeDescription? Remembered(string classType) => _entries.GetValueOrDefault(classType)?.Node;

    public bool? Knows(IReadOnlyList<NodeRequirement> needs)
    {
        var isKnown = true;
        foreach (var need in needs)
        {
            if (_entries.GetValueOrDefault(need.ClassType) is not { Refusal: null } entry)
            {
                isKnown = false;
            }
            else if (CapabilityCheck.LacksOf(need, entry.Node).Count > 0)
            {
                return false;
            }
        }

        return isKnown ? true : null;
    }

    public async Task<IReadOnlyCollection<string>> ListAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (_names is { } known && IsFresh(known.At, maxAge))
        {
            return known.Names;
        }

        var askedAt = clock.GetTimestamp();
        var nodes = await readAll(KnownClasses.Most, cancellationToken);
        foreach (var (name, node) in nodes)
        {
            Remember(name, new(askedAt) { Node = node });
        }

        _names = new(askedAt, [.. nodes.Keys]);
        return _names.Names;
    }

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ListModelsAsync(
        TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (_models is { } known && IsFresh(known.At, maxAge))
        {
            return known.ByKind;
        }

        var askedAt = clock.GetTimestamp();
        var models = await readModels(cancellationToken);
        _models = new(askedAt, models);
        return models;
    }

    public Task<ServerMachine> ReadMachineAsync(CancellationToken cancellationToken) => readMachine(cancellationToken);

    public void Expire() => Volatile.Write(ref _expiredAt, clock.GetTimestamp());

    public async Task<NodeDescription?> DescribeAsync(string classType, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var known = _entries.GetValueOrDefault(classType);
        if (known is { Refusal: { } refusal } && clock.GetElapsedTime(known.At) < known.AskAgainIn)
        {
            throw refusal;
        }

        if (known is { Refusal: null } && IsFresh(known.At, maxAge))
        {
            return known.Node;
        }

        return await AskAsync(classType, known, cancellationToken);
    }

    private bool IsFresh(long at, TimeSpan maxAge) => clock.GetElapsedTime(at) < maxAge && at >= Volatile.Read(ref _expiredAt);

    private async Task<NodeDescription?> AskAsync(string classType, Entry? known, CancellationToken cancellationToken)
    {
        var askedAt = clock.GetTimestamp();
        try
        {
            var node = await read(classType, cancellationToken);
            Remember(classType, new(askedAt) { Node = node });
            return node;
        }
        catch (RenderAnswerException exception)
        {
            var retries = known?.Retries ?? new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
            Remember(classType, new(askedAt) { Refusal = exception, Retries = retries, AskAgainIn = retries.Next() });
            throw;
        }
        catch (Exception exception) when (
            known is { Refusal: null } && exception is RenderServerUnavailableException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return known!.Node;
        }
    }

    private void Remember(string classType, Entry entry)
    {
        if (_entries.ContainsKey(classType) || _entries.HasRoom(known => known.Node is null))
        {
            _entries[classType] = entry;
        }
    }

    /// <param name="At">When the server was asked, by the monotonic clock.</param>
    private sealed record Entry(long At)
    {
        /// <summary>What it said; null when it has no such class.</summary>
        public NodeDescription? Node { get; init; }

        /// <summary>Why it did not say; null when it did.</summary>
        public RenderAnswerException? Refusal { get; init; }

        public Backoff? Retries { get; init; }

        public TimeSpan AskAgainIn { get; init; }
    }

    /// <param name="At">When the server was asked, by the monotonic clock.</param>
    /// <param name="Names">What it said.</param>
    private sealed record KnownNames(long At, IReadOnlyCollection<string> Names);

    /// <param name="At">When the server was asked, by the monotonic clock.</param>
    /// <param name="ByKind">What it said.</param>
    private sealed record KnownFiles(long At, IReadOnlyDictionary<string, IReadOnlyList<string>> ByKind);
}
