using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.Growth.Filling;

namespace ArtEngine.Growth.Measuring;

/// <summary>The service as one caller sees it.</summary>
internal sealed class Service : IDisposable
{
    /// <summary>Makes graphs of about 2 KB.</summary>
    private static readonly string Prompt = string.Join(' ', Enumerable.Repeat("a lighthouse at dawn over a calm sea, oil painting,", 14));

    private readonly HttpClient _http;

    public Service(Uri address, string? token = null) => _http = new()
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromMinutes(2),
        DefaultRequestHeaders = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
    };

    /// <summary>From the last request until its answer was there as a whole.</summary>
    public TimeSpan Took { get; private set; }

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync("/health/ready", cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, path, body: null, cancellationToken);

    /// <returns>The job's id.</returns>
    public async Task<Guid> GenerateAsync(string workflow, CancellationToken cancellationToken)
    {
        object parameters = workflow == JobFiller.Rare ? new { } : new { prompt = Prompt, width = 256, height = 256, steps = 1 };
        var job = await AskAsync(HttpMethod.Post, "/image/generate", new { workflow_name = workflow, parameters }, cancellationToken);
        return job.GetProperty("id").GetGuid();
    }

    public Task CancelAsync(Guid job, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, $"/image/jobs/{job}/cancel", body: null, cancellationToken);

    public Task AddBackendAsync(string name, Uri address, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, "/backends", new { name, url = address.ToString() }, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> AskAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        var start = Stopwatch.GetTimestamp();
        using var answer = await _http.SendAsync(request, cancellationToken);
        Took = Stopwatch.GetElapsedTime(start);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonElement.Parse(text)
            : throw new InvalidOperationException($"{path} answers {(int)answer.StatusCode}: {text}");
    }
}
