using System.Net;
using InfluxDB.Client;
using InfluxDB.Client.Core.Exceptions;

namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>
/// Sends batches, one request each. The library's own batching is not used: it keeps everything in memory while the database is
/// away, and holds up the end of the process.
/// </summary>
internal sealed class InfluxClient : IDisposable
{
    private const int LongestReason = 300;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly InfluxDBClient _client;
    private readonly WriteApiAsync _writes;

    public InfluxClient(InfluxOptions options, TimeProvider clock)
    {
        // A redirect would carry the token to another place.
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        _http = new(new RetryAfterHandler(clock) { InnerHandler = sockets });
        _client = new(new InfluxDBClientOptions.Builder().Url(options.Url).AuthenticateToken(options.Token).Org(options.Org)
            .Bucket(options.Bucket).TimeOut(AnswerTimeout).AllowRedirects(false).SetHttpClient(_http).Build());
        _client.EnableGzip();
        _writes = _client.GetWriteApiAsync();
    }

    public async Task<InfluxAnswer> WriteAsync(IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        try
        {
            await _writes.WriteRecordsAsync(lines, cancellationToken: cancellationToken);
            return new InfluxAnswer.Written();
        }
        catch (Exception exception)
        {
            // The library tells of a cancellation as of any other fault.
            cancellationToken.ThrowIfCancellationRequested();
            // Of whatever kind: what a strange server sends must not end the service.
            return exception is HttpException { Status: > 0 } answer ? Judge(answer) : new InfluxAnswer.Away(exception.Message);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private static InfluxAnswer Judge(HttpException answer) => (HttpStatusCode)answer.Status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => new InfluxAnswer.Refused(ReasonOf(answer)),
        HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
            new InfluxAnswer.Away(ReasonOf(answer), answer.RetryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null),
        _ => new InfluxAnswer.Rejected(ReasonOf(answer)),
    };

    private static string ReasonOf(HttpException answer)
    {
        var text = answer.Message;
        return $"{answer.Status} {text[..Math.Min(text.Length, LongestReason)].ReplaceLineEndings(" ")}".TrimEnd();
    }
}
