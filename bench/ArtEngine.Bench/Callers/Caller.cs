using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.Bench.Stage;

namespace ArtEngine.Bench.Callers;

/// <summary>A patient caller: what fails for a reason that passes is asked again, at the next node.</summary>
internal sealed class Caller : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, int> _answers = [];
    private readonly List<HttpClient> _nodes;

    /// <summary>A node whose clock is wrong may take a good token for one of another time.</summary>
    public bool AreClocksWrong { get; init; }

    public Caller(IEnumerable<Node> nodes, string token) => _nodes =
    [
        .. nodes.Select(node => new HttpClient
        {
            BaseAddress = node.Address,
            Timeout = TimeSpan.FromSeconds(8),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        }),
    ];

    /// <summary>How often which status code, or failure of the connection, was the answer.</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers.OrderBy(answer => answer.Key).ToDictionary();

    /// <summary>Answers that a caller should never see, the first words of each.</summary>
    public ConcurrentQueue<string> Surprises { get; } = new();

    public async Task SubmitAsync(SentJob job, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(job.Number, () => new(HttpMethod.Post, "/image/generate")
        {
            Content = JsonContent.Create(job.Request),
            Headers = { { "Idempotency-Key", job.Tag } },
        }, cancellationToken);
        job.Id = (await ReadJsonAsync(answer)).GetProperty("id").GetString();
        job.AcceptedAt = TimeProvider.System.GetUtcNow();
    }

    public async Task<JsonElement> GetAsync(string path, int node, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(node, () => new(HttpMethod.Get, path), cancellationToken);
        return await ReadJsonAsync(answer);
    }

    /// <summary>From this node alone, and once; null when it does not answer well.</summary>
    public async Task<JsonElement?> TryGetAsync(string path, int node, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _nodes[node].GetAsync(path, cancellationToken);
            return answer.IsSuccessStatusCode ? await ReadJsonAsync(answer) : null;
        }
        catch (Exception exception) when (IsPassing(exception, cancellationToken))
        {
            return null;
        }
    }

    /// <summary>Null when it is not there.</summary>
    public async Task<byte[]?> DownloadAsync(string path, int node, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(node, () => new(HttpMethod.Get, path), cancellationToken);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(cancellationToken) : null;
    }

    /// <summary>What one node says of itself right now: healthy, degraded, unhealthy or no answer; and all it says.</summary>
    public async Task<(string Word, string Body)> ReadyAsync(int node, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _nodes[node].GetAsync("/health/ready", cancellationToken);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            return (JsonElement.Parse(body).GetProperty("status").GetString()!, body);
        }
        catch (Exception exception) when (IsPassing(exception, cancellationToken))
        {
            return ("no answer", exception.Message);
        }
    }

    /// <returns>The id of the picture.</returns>
    public async Task<string> UploadAsync(byte[] picture, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(0, () => new(HttpMethod.Post, "/image/uploads")
        {
            Content = new MultipartFormDataContent { { new ByteArrayContent(
                picture) { Headers = { ContentType = new("image/png") } }, "image", "picture.png" } },
        }, cancellationToken);
        return (await ReadJsonAsync(answer)).GetProperty("id").GetString()!;
    }

    public void Dispose() => _nodes.ForEach(node => node.Dispose());

    /// <summary>The first answer that is final: anything but 429 and 5xx.</summary>
    private async Task<HttpResponseMessage> AskAsync(int node, Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        for (var turn = node; ; turn++)
        {
            var word = "";
            try
            {
                using var message = request();
                var path = message.RequestUri;
                var answer = await _nodes[turn % _nodes.Count].SendAsync(message, cancellationToken);
                Count(word = $"{(int)answer.StatusCode}");
                if (IsFinal(answer.StatusCode))
                {
                    return answer;
                }

                if (answer.StatusCode is not (
                    HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized))
                {
                    Surprises.Enqueue(
                        $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} node {turn % _nodes.Count} {path} {word}: " +
                        $"{await answer.Content.ReadAsStringAsync(cancellationToken)}");
                }

                answer.Dispose();
            }
            catch (Exception exception) when (IsPassing(exception, cancellationToken))
            {
                Count(word = exception is TaskCanceledException ? "no answer in 8 s" : "connection failed");
            }

            if (TimeProvider.System.GetUtcNow() > until)
            {
                throw new InvalidOperationException($"No node gave an answer within {Patience.TotalSeconds} s; the last was: {word}.");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private bool IsFinal(HttpStatusCode status) =>
        (int)status < 500 && status != HttpStatusCode.TooManyRequests && !(AreClocksWrong && status == HttpStatusCode.Unauthorized);

    private static async Task<JsonElement> ReadJsonAsync(HttpResponseMessage answer) => answer.IsSuccessStatusCode
        ? await answer.Content.ReadFromJsonAsync<JsonElement>()
        : throw new InvalidOperationException(
            $"{answer.RequestMessage?.RequestUri} answers {(int)answer.StatusCode}: " +
            $"{await answer.Content.ReadAsStringAsync()}");

    private void Count(string word) => _answers.AddOrUpdate(word, 1, (_, count) => count + 1);

    private static bool IsPassing(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException or TaskCanceledException or JsonException &&
            !cancellationToken.IsCancellationRequested;
}
