using System.Net;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>
/// Stands between a client and the network. Everything that goes wrong there leaves as an <see cref="IOException"/>: the
/// Minio client has other exceptions for each way to be refused, and takes redirects and some errors for successes.
/// </summary>
/// <param name="timeout">How long the server may be silent; for an answer that is read whole, how long it may take.</param>
/// <param name="readsWhole">
/// Whether answers are short and read at once. The Minio client reads bodies in a way that blocks a thread and never times out.
/// </param>
internal sealed class S3AnswerHandler(TimeSpan timeout, bool readsWhole) : DelegatingHandler(NewConnections())
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryIn = TimeSpan.FromMilliseconds(200);

    /// <summary>May be over in a moment.</summary>
    private static readonly HttpStatusCode[] Passing =
        [HttpStatusCode.InternalServerError, HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var content = request.Content as S3Content;
        content?.OnTurn = isServersTurn => limit.CancelAfter(isServersTurn ? timeout : Timeout.InfiniteTimeSpan);
        try
        {
            return await JudgeAsync(await SendTwiceAsync(request, limit.Token), limit.Token);
        }
        catch (Exception) when (content?.SourceFault is not null && !cancellationToken.IsCancellationRequested)
        {
            // Whoever wrote the source knows what it says; the HTTP stack has wrapped it.
            content.SourceFault.Throw();
            throw;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The S3 server does not answer within {timeout.TotalSeconds:0.#} s.", exception);
        }
        catch (HttpRequestException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The S3 server does not answer: {exception.GetBaseException().Message}", exception);
        }
    }

    /// <summary>A redirect would carry pictures and signed requests to another place.</summary>
    private static SocketsHttpHandler NewConnections() =>
        new() { AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };

    /// <summary>Once more and no oftener: whoever stores tries again later, and a long wait in here would only hide the outage.</summary>
    private async Task<HttpResponseMessage> SendTwiceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var mayRepeat = request.Content is not S3Content { CanRepeat: false };
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (!mayRepeat || !Passing.Contains(answer.StatusCode))
            {
                return answer;
            }

            answer.Dispose();
        }
        catch (HttpRequestException) when (mayRepeat)
        {
            // The second try tells.
        }

        await Task.Delay(RetryIn, cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> JudgeAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var body = answer.IsSuccessStatusCode && !readsWhole ? null : await S3Answers.ReadAsync(answer, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            answer.Dispose();
            throw new S3AnswerException(answer.StatusCode, S3Answers.Describe(answer.StatusCode, body!));
        }

        if (body is { Length: > 0 })
        {
            S3Answers.EnsureIsS3(body);
            answer.Content = new ByteArrayContent(body);
        }

        return answer;
    }
}
