using System.Collections.Concurrent;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>
/// Node classes as the servers have them. What was put together holds for a few seconds, and what a server said holds while it
/// does not answer; who asks for what is known does not wait for it to be asked again.
/// </summary>
internal sealed class ServerNodeClasses(BackendDirectory backends, IRenderServers servers, IDatabaseFaults faults, TimeProvider clock)
    : INodeClasses, IDisposable
{
    private const int AskedAtOnce = 8;

    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>For all classes, which nobody waits for who wants a picture.</summary>
    private static readonly TimeSpan LongPatience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _asking = new(1);
    private readonly SemaphoreSlim _listing = new(1);

    public async Task<IReadOnlyDictionary<string, NodeClass>> DescribeAsync(
        IReadOnlyCollection<string> classTypes, CancellationToken cancellationToken)
    {
        var due = classTypes.Where(IsDue).Distinct().ToList();
        var patience = due.Exists(name => !_known.ContainsKey(name)) ? Patience : TimeSpan.Zero;
        if (due.Count > 0 && await _asking.WaitAsync(patience, cancellationToken))
        {
            try
            {
                await AskAsync([.. due.Where(IsDue)], cancellationToken);
            }
            finally
            {
                _asking.Release();
            }
        }

        return classTypes.Select(name => _known.GetValueOrDefault(name)?.Class).OfType<NodeClass>().DistinctBy(one => one.Name)
            .ToDictionary(one => one.Name, StringComparer.Ordinal);
    }

    /// <summary>The same of all classes that some server has. Takes half a minute at most.</summary>
    public async Task<IReadOnlyDictionary<string, NodeClass>> DescribeAllAsync(CancellationToken cancellationToken)
    {
        IReadOnlyCollection<string>[] names;
        await _listing.WaitAsync(cancellationToken);
        try
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            soon.CancelAfter(LongPatience);
            var active = await ActiveAsync(cancellationToken) ?? [];
            names = await Task.WhenAll(active.Select(backend => ListAsync(backend, soon.Token)));
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            _listing.Release();
        }

        return await DescribeAsync([.. names.SelectMany(ofOne => ofOne).Distinct(StringComparer.Ordinal)], cancellationToken);
    }

    public async Task<IReadOnlyDictionary<(string ClassType, string Input), ulong>> MaximaAsync(
        IReadOnlyCollection<(string ClassType, string Input)> inputs, CancellationToken cancellationToken)
    {
        var maxima = new Dictionary<(string, string), ulong>();
        foreach (var backend in inputs.Count == 0 ? [] : await backends.ListActiveAsync(cancellationToken))
        {
            foreach (var (classType, input) in inputs)
            {
                if (await DescribeAsync(backend, classType, cancellationToken) is { } node &&
                    node.Maxima.TryGetValue(input, out var maximum))
                {
                    maxima[(classType, input)] = Math.Min(maximum, maxima.GetValueOrDefault((classType, input), ulong.MaxValue));
                }
            }
        }

        return maxima;
    }

    public void Dispose()
    {
        _asking.Dispose();
        _listing.Dispose();
    }

    private bool IsDue(string classType) =>
        !_known.TryGetValue(classType, out var known) || clock.GetElapsedTime(known.At) >= GoodFor;

    private async Task AskAsync(IReadOnlyList<string> classTypes, CancellationToken cancellationToken)
    {
        if (classTypes.Count == 0 || await ActiveAsync(cancellationToken) is not { } active)
        {
            return;
        }

        var askedAt = clock.GetTimestamp();
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(Patience);
        var answers = await Task.WhenAll(active.Select(backend => AskAsync(backend, classTypes, soon.Token)));
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var classType in classTypes)
        {
            Remember(classType, askedAt, [.. answers.Select(ofOne => ofOne.GetValueOrDefault(classType)).OfType<NodeClass>()]);
        }
    }

    private async Task<IReadOnlyCollection<string>> ListAsync(Backend backend, CancellationToken cancellationToken)
    {
        if (IsInTrouble(backend))
        {
            return [];
        }

        try
        {
            return await servers.Of(backend).Catalog.ListAsync(MaxAge, cancellationToken);
        }
        catch (Exception exception) when (
            exception is RenderServerUnavailableException or RenderAnswerException or OperationCanceledException)
        {
            return [];
        }
    }

    /// <summary>Null when it does not say; one in trouble is not asked.</summary>
    private async Task<NodeDescription?> DescribeAsync(Backend backend, string classType, CancellationToken cancellationToken)
    {
        var catalog = servers.Of(backend).Catalog;
        if (IsInTrouble(backend))
        {
            return catalog.Remembered(classType);
        }

        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(Patience);
        try
        {
            return await catalog.DescribeAsync(classType, CapabilityCheck.Known, soon.Token);
        }
        catch (Exception exception) when (exception is RenderAnswerException ||
            RenderServerUnavailableException.IsReasonOf(exception, cancellationToken))
        {
            return catalog.Remembered(classType);
        }
    }

    private bool IsInTrouble(Backend backend) => !backend.IsWell(backends.Now) && backend.LaneSeenAt is not null;

    private async Task<ConcurrentDictionary<string, NodeClass?>> AskAsync(
        Backend backend, IReadOnlyList<string> classTypes, CancellationToken cancellationToken)
    {
        var catalog = servers.Of(backend).Catalog;
        var answers = new ConcurrentDictionary<string, NodeClass?>(StringComparer.Ordinal);
        if (IsInTrouble(backend))
        {
            // Nobody waits for a server in trouble.
            return new(classTypes.Select(classType => KeyValuePair.Create(classType, catalog.Remembered(classType)?.Class)));
        }

        using var few = new SemaphoreSlim(AskedAtOnce);
        await Task.WhenAll(classTypes.Select(async classType =>
        {
            try
            {
                await few.WaitAsync(cancellationToken);
                try
                {
                    answers[classType] = (await catalog.DescribeAsync(classType, MaxAge, cancellationToken))?.Class;
                }
                finally
                {
                    few.Release();
                }
            }
            catch (Exception exception) when (
                exception is RenderServerUnavailableException or RenderAnswerException or OperationCanceledException)
            {
                answers[classType] = catalog.Remembered(classType)?.Class;
            }
        }));
        return answers;
    }

    /// <summary>Null while the database, which knows the servers, is away.</summary>
    private async Task<IReadOnlyList<Backend>?> ActiveAsync(CancellationToken cancellationToken) =>
        (await faults.TryReadAsync(() => backends.ListActiveAsync(cancellationToken))).Value;

    private void Remember(string classType, long askedAt, IReadOnlyList<NodeClass> parts)
    {
        var before = _known.GetValueOrDefault(classType);
        if (before is null && !_known.HasRoom(known => known.Class is null))
        {
            return;
        }

        var isSame = before is not null && before.Parts.SequenceEqual(parts, ReferenceEqualityComparer.Instance);
        _known[classType] = isSame
            ? before! with { At = askedAt }
            : new(askedAt, parts, parts.Count == 0 ? null : NodeClassUnion.Of(parts));
    }

    /// <param name="At">When the servers were asked, by the monotonic clock.</param>
    /// <param name="Parts">What each of them said.</param>
    /// <param name="Class">The same together; null when none has it.</param>
    private sealed record Known(long At, IReadOnlyList<NodeClass> Parts, NodeClass? Class);
}
