using System.Collections.Concurrent;
using System.Text.Json;
using ArtEngine.Bench.Callers;

namespace ArtEngine.Bench.Watching;

/// <summary>Asks a node all the time how it and its servers are.</summary>
internal sealed class HealthWatch(Caller caller, int node)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<HealthSample> _samples = new();

    public IReadOnlyList<HealthSample> Samples => [.. _samples];

    public IReadOnlyDictionary<string, int> Words =>
        _samples.GroupBy(sample => sample.Word).OrderBy(word => word.Key).ToDictionary(word => word.Key, word => word.Count());

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Task.Delay(Every, cancellationToken);
            var at = TimeProvider.System.GetUtcNow();
            var ready = caller.ReadyAsync(node, cancellationToken);
            var (backends, queue) =
                (caller.TryGetAsync("/backends", node, cancellationToken), caller.TryGetAsync("/queue", node, cancellationToken));
            _samples.Enqueue(new(
                at, (await ready).Word, await queue is { } told ? told.GetProperty("queue_pending").GetInt32() : 0, Read(await backends)));
            await next;
        }
    }

    private static List<BackendSample> Read(JsonElement? backends) => backends is not { } list ? [] :
    [
        .. list.GetProperty("backends").EnumerateArray().Select(backend => new BackendSample(
            backend.GetProperty("name").GetString()!, backend.GetProperty("is_up").GetBoolean(), backend.GetProperty("in_flight")
                .GetInt32())),
    ];
}

/// <summary>What a node said at one time.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Word"><c>healthy, degraded, unhealthy</c> or <c>no answer</c>.</param>
/// <param name="Pending">Jobs that wait.</param>
/// <param name="Backends">Its servers; empty when there was no answer.</param>
internal sealed record HealthSample(DateTimeOffset At, string Word, int Pending, IReadOnlyList<BackendSample> Backends);

internal sealed record BackendSample(string Name, bool IsUp, int InFlight);
