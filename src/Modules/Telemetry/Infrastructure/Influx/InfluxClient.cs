using System.IO.Compression;
using System.Net;
using System.Text;

namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>
/// Sends batches to <c>/api/v2/write</c>. Written by hand because the package InfluxDB.Client could not be restored when
/// this was made; of it only the write path would have been used.
/// </summary>
internal sealed class InfluxClient : IDisposable
{
    private const int LongestReason = 300;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _clock;
    private readonly Uri _write;
    private readonly HttpClient _http;

    public InfluxClient(InfluxOptions options, TimeProvider clock)
    {
        _clock = clock;
        _write = new($"{options.Url.TrimEnd('/')}/api/v2/write?org={Uri.EscapeDataString(options.Org)}&bucket={Uri.EscapeDataString(options.Bucket)}&precision=ns");
        // A redirect would carry the token to another place.
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = AnswerTimeout };
        _http.DefaultRequestHeaders.Authorization = new("Token", options.Token);
    }

    public async Task<InfluxAnswer> WriteAsync(IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        try
        {
            using var body = Zip(lines);
            using var answer = await _http.PostAsync(_write, body, cancellationToken);
            return answer.IsSuccessStatusCode ? new InfluxAnswer.Written() : Judge(answer, await ReasonAsync(answer, cancellationToken));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Of whatever kind: what a strange server sends must not end the service.
            return new InfluxAnswer.Away(exception is OperationCanceledException ? "no answer in time" : exception.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private InfluxAnswer Judge(HttpResponseMessage answer, string reason) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => new InfluxAnswer.Refused(reason),
        HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
            new InfluxAnswer.Away(reason, RetryIn(answer)),
        _ => new InfluxAnswer.Rejected(reason),
    };

    private TimeSpan? RetryIn(HttpResponseMessage answer) =>
        answer.Headers.RetryAfter is { } retry ? retry.Delta ?? retry.Date - _clock.GetUtcNow() : null;

    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return $"{(int)answer.StatusCode} {text[..Math.Min(text.Length, LongestReason)].ReplaceLineEndings(" ")}".TrimEnd();
    }

    private static ByteArrayContent Zip(IReadOnlyList<string> lines)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
        using (var text = new StreamWriter(zip, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" })
        {
            foreach (var line in lines)
            {
                text.WriteLine(line);
            }
        }

        return new(bytes.ToArray()) { Headers = { ContentType = new("text/plain", "utf-8"), ContentEncoding = { "gzip" } } };
    }
}
