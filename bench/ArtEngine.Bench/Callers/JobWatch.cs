using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace ArtEngine.Bench.Callers;

/// <summary>Looks at all jobs again and again, and notes what may never happen to one.</summary>
internal sealed class JobWatch(Caller caller)
{
    private static readonly string[] Open = ["queued", "running"];

    private readonly ConcurrentDictionary<string, JobLook> _last = [];
    private int _turn;

    /// <summary>A sentence each.</summary>
    public List<string> Illegal { get; } = [];

    public IReadOnlyDictionary<string, JobLook> Jobs => _last;

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var (cursor, node) = ("", _turn++);
        do
        {
            var page = await caller.GetAsync($"/image/jobs?limit=100{cursor}", node, cancellationToken);
            foreach (var job in page.GetProperty("jobs").EnumerateArray().Select(JobLook.Read))
            {
                Note(job);
            }

            cursor = page.GetProperty("next_cursor").GetString() is { } next
                ? string.Create(CultureInfo.InvariantCulture, $"&cursor={next}")
                : "";
        }
        while (cursor.Length > 0);
    }

    private void Note(JobLook now)
    {
        if (_last.TryGetValue(now.Id, out var before))
        {
            Ensure(!before.HasEnded || before == now, $"ended, and changed after it: {before} became {now}");
            Ensure(now.Attempts >= before.Attempts, $"fewer attempts: {before} became {now}");
        }

        Ensure(now.HasEnded || Open.Contains(now.Status), $"nobody asked for this status: {now}");
        Ensure((now.CompletedAt is not null) == now.HasEnded, $"the end has no time, or the time no end: {now}");
        Ensure(now.Status != "succeeded" || now.OutputIds.Length > 0, $"succeeded without an output: {now}");
        _last[now.Id] = now;

        void Ensure(bool isRight, string sentence)
        {
            if (!isRight)
            {
                Illegal.Add(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {sentence}"));
            }
        }
    }
}

/// <summary>One job at one time.</summary>
internal sealed record JobLook(
    string Id, string Status, int Attempts, string? Backend, DateTimeOffset? CompletedAt, string OutputIds, string? Error)
{
    /// <summary>Of its outputs.</summary>
    public long Bytes { get; init; }

    /// <summary>Of the render that succeeded; null without one.</summary>
    public long? ExecutionMs { get; init; }

    public bool HasEnded => Status is "succeeded" or "failed" or "canceled" or "expired";

    public static JobLook Read(JsonElement job) => new(
        job.GetProperty("id").GetString()!,
        job.GetProperty("status").GetString()!,
        job.GetProperty("attempts").GetInt32(),
        job.GetProperty("backend").GetString(),
        job.GetProperty("completed_at") is { ValueKind: JsonValueKind.String } time ? time.GetDateTimeOffset() : null,
        string.Join(' ', job.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("id").GetString())),
        job.GetProperty("error") is { ValueKind: JsonValueKind.Object } error
            ? $"{error.GetProperty("code")}: {error.GetProperty("message")}"
            : null)
    {
        Bytes = job.GetProperty("outputs").EnumerateArray().Sum(output => output.GetProperty("size_bytes").GetInt64()),
        ExecutionMs = job.GetProperty("metrics").GetProperty("execution_ms") is { ValueKind: JsonValueKind.Number } milliseconds
            ? milliseconds.GetInt64()
            : null,
    };
}
