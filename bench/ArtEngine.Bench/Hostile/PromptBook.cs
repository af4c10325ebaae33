using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace ArtEngine.Bench.Hostile;

/// <summary>Knows which prompt a request is about: files tell of their job alone.</summary>
internal sealed partial class PromptBook
{
    private readonly ConcurrentDictionary<string, string> _jobs = [];
    private readonly ConcurrentDictionary<string, string> _lastOfJob = [];
    private readonly ConcurrentDictionary<string, DateTimeOffset> _endsSeen = [];

    public string? JobOf(string promptId) => _jobs.GetValueOrDefault(promptId);

    /// <summary>Null when it is about none, or about one that never came.</summary>
    public string? Find(HttpRequest request, string route, byte[] body) => route switch
    {
        Routes.Prompt => Learn(Encoding.UTF8.GetString(body)),
        Routes.View => JobId().Match(request.QueryString.Value!) is { Success: true } job ? _lastOfJob.GetValueOrDefault(job.Value) : null,
        Routes.ObjectInfo or Routes.Probe or Routes.Socket or "upload" => null,
        "cancel" or Routes.History => Routes.ArgumentOf(request),
        _ => PromptId().Match(Encoding.UTF8.GetString(body)) is { Success: true } id ? id.Groups[1].Value : null,
    };

    /// <summary>Whether the history tells of the prompt already: it does so this long after it was first asked in vain.</summary>
    public bool IsTold(string promptId, byte[] history, TimeSpan lag)
    {
        if (lag == TimeSpan.Zero || !history.AsSpan().StartsWith("{\""u8))
        {
            return true;
        }

        return TimeProvider.System.GetUtcNow() - _endsSeen.GetOrAdd(promptId, _ => TimeProvider.System.GetUtcNow()) >= lag;
    }

    private string? Learn(string prompt)
    {
        if (PromptId().Match(prompt) is not { Success: true } id)
        {
            return null;
        }

        var promptId = id.Groups[1].Value;
        if (JobId().Match(prompt) is { Success: true } job)
        {
            _jobs[promptId] = job.Value;
            _lastOfJob[job.Value] = promptId;
        }

        return promptId;
    }

    [GeneratedRegex("\"prompt_id\":\\s*\"([0-9a-f-]{36})\"")]
    private static partial Regex PromptId();

    /// <summary>The workflows write their files to <c>artengine/JOB</c>.</summary>
    [GeneratedRegex("(?<=artengine/|filename=)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex JobId();
}
