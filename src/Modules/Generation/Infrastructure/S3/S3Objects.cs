using System.Net;
using System.Net.Http.Headers;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>
/// Moves the bytes of objects, one request each, at addresses that the bucket signed: the Minio client holds what it sends
/// in memory, asks three times for what it reads, and cannot read ranges.
/// </summary>
internal sealed class S3Objects(S3Options options, S3Bucket bucket) : IDisposable
{
    /// <summary>
    /// Comes with the first answer. Small pictures are no larger, and a connection is not given up for so little when nobody reads it.
    /// </summary>
    private const long FirstPiece = 1024 * 1024;

    /// <summary>From here on it is worth waiting for the server's word that it wants the bytes.</summary>
    private const long Large = 8 * 1024 * 1024;

    private readonly HttpClient _http = new(new S3AnswerHandler(options.AnswerTimeout, readsWhole: false))
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <returns>Null when there is no such object.</returns>
    public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return new S3ObjectStream(this, key, await ReadAsync(key, first: 0, last: FirstPiece - 1, version: null, cancellationToken));
        }
        catch (S3AnswerException answer) when (answer.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (S3AnswerException answer) when (answer.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // An empty object has no first byte.
            return new MemoryStream([], writable: false);
        }
    }

    /// <summary>Some bytes of the object, both ends included; all the rest when no last one is given.</summary>
    /// <param name="key">Where it lies in the bucket.</param>
    /// <param name="first">The position of the first byte.</param>
    /// <param name="last">The position of the last one.</param>
    /// <param name="version">What it must be still; null for any.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public async Task<S3Piece> ReadAsync(string key, long first, long? last, string? version, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, await bucket.SignReadAsync(key));
        request.Headers.Range = new(first, last);
        if (version is not null)
        {
            // As the server wrote it, be it without quotes.
            request.Headers.TryAddWithoutValidation("If-Match", version);
        }

        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            return S3Piece.Of(answer, first, options.AnswerTimeout);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>Stores the content under the key, all of it or nothing.</summary>
    public async Task PutAsync(string key, S3Content content, string contentType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, await bucket.SignWriteAsync(key)) { Content = content };
        content.Headers.ContentType = MediaTypeHeaderValue.TryParse(contentType, out var type) ? type : new("application/octet-stream");
        // A server that refuses should not be sent gigabytes first.
        request.Headers.ExpectContinue = content.Headers.ContentLength > Large;
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public void Dispose() => _http.Dispose();
}
