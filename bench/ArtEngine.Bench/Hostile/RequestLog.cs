using System.Collections.Concurrent;
using System.Globalization;

namespace ArtEngine.Bench.Hostile;

/// <summary>Every request to every server of a run.</summary>
internal sealed class RequestLog
{
    private readonly ConcurrentQueue<LoggedRequest> _requests = new();

    public IReadOnlyList<LoggedRequest> Requests => [.. _requests];

    public void Note(LoggedRequest request) => _requests.Enqueue(request);

    public Task SaveAsync(string file) => File.WriteAllLinesAsync(file, _requests.Select(request => request.ToString()));

    /// <summary>The most that fell into any second, by what is told of each; null for those that do not count.</summary>
    public static (string? Key, int Count, DateTimeOffset At) Densest(
        IEnumerable<LoggedRequest> requests, Func<LoggedRequest, string?> keyOf) => requests
        .Where(request => keyOf(request) is not null).GroupBy(keyOf)
        .Select(group => Densest(group.Key, [.. group.Select(request => request.At).Order()]))
        .DefaultIfEmpty().MaxBy(densest => densest.Count);

    private static (string? Key, int Count, DateTimeOffset At) Densest(string? key, List<DateTimeOffset> inOrder)
    {
        var (best, from) = ((Count: 0, At: default(DateTimeOffset)), 0);
        for (var until = 0; until < inOrder.Count; until++)
        {
            while (inOrder[until] - inOrder[from] >= TimeSpan.FromSeconds(1))
            {
                from++;
            }

            best = until - from + 1 > best.Count ? (until - from + 1, inOrder[from]) : best;
        }

        return (key, best.Count, best.At);
    }
}

/// <summary>One request.</summary>
/// <param name="At">When it was there with its body.</param>
/// <param name="Server">The number of the server it was for.</param>
/// <param name="Route">One of <see cref="Routes"/>.</param>
/// <param name="PromptId">The prompt it was about, if it was about one.</param>
/// <param name="JobId">The job of that prompt.</param>
/// <param name="Fault">What it met, if not its answer.</param>
internal sealed record LoggedRequest(DateTimeOffset At, int Server, string Route, string? PromptId, string? JobId, Fault? Fault)
{
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture, $"{At:HH:mm:ss.fff}\tgpu-{Server}\t{Route}\t{PromptId ?? "-"}\t{JobId ?? "-"}\t" +
            $"{Fault?.ToString() ?? "-"}");
}
