using System.Net.Security;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Inputs;
using ArtEngine.Generation.Application.Library.Uploads;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Infrastructure.Remote;

/// <summary>
/// Fetches files by https from hosts that the operator names, if these are of the public internet.
/// </summary>
internal sealed class HttpsFiles : IRemoteFiles, IDisposable
{
    private const int MostRedirects = 3;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Of the whole exchange, the bytes included.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyList<string> _hosts;
    private readonly HttpClient _http;

    public HttpsFiles(IOptions<UploadOptions> options)
    {
        _hosts = options.Value.FetchHosts;
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = (context, token) => Connector.ConnectAsync(context, token),
            SslOptions = new() { RemoteCertificateValidationCallback = (_, _, _, errors) => IsTrusted(errors) },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>How hosts are connected to.</summary>
    public PublicConnector Connector { get; init; } = new();

    /// <summary>Whether a certificate is good.</summary>
    public Func<SslPolicyErrors, bool> IsTrusted { get; init; } = errors => errors == SslPolicyErrors.None;

    public async Task<Stream> OpenAsync(string address, long mostBytes, CancellationToken cancellationToken)
    {
        var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(Longest);
        try
        {
            var answer = await AskAsync(Allowed(address), enough.Token);
            if (answer.Content.Headers.ContentLength > mostBytes)
            {
                answer.Dispose();
                throw LimitedStream.TooLarge(mostBytes);
            }

            return new RemoteStream(await answer.Content.ReadAsStreamAsync(enough.Token), answer, enough);
        }
        catch (Exception exception)
        {
            enough.Dispose();
            throw Judge(exception, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What went wrong on the way tells nothing of what lies there.</summary>
    private static Exception Judge(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        AppException => exception,
        HttpRequestException { InnerException: NotPublicException refused } => NotAllowed(refused.Message),
        OperationCanceledException when cancellationToken.IsCancellationRequested => exception,
        _ => Unavailable(),
    };

    private static AppException Unavailable() =>
        new(ErrorKind.Invalid, "address_unavailable", "The address does not give a file in time; upload it instead.");

    private static AppException NotAllowed(string why) => new(ErrorKind.Invalid, "address_not_allowed", $"{why} Upload the file instead.");

    private async Task<HttpResponseMessage> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return answer;
            }

            using (answer)
            {
                var next = (int)answer.StatusCode is >= 300 and < 400 ? answer.Headers.Location : null;
                address = next is not null && redirects < MostRedirects
                    ? Allowed(new Uri(address, next).OriginalString)
                    : throw Unavailable();
            }
        }
    }

    private Uri Allowed(string text)
    {
        if (_hosts.Count == 0)
        {
            throw NotAllowed("Pictures are not fetched from addresses here (the operator's setting Uploads:FetchHosts).");
        }

        if (text.Length > 2_000 || !Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps ||
            address.UserInfo.Length > 0 || !address.IsDefaultPort)
        {
            throw NotAllowed("Only https addresses without a user and at the usual port are fetched.");
        }

        return _hosts.Any(host => IsSame(host, address.IdnHost))
            ? address
            : throw NotAllowed($"Nothing is fetched from {Wording.Quote(address.Host)} here (the operator's setting Uploads:FetchHosts).");
    }

    /// <summary><c>*</c> is any host, <c>*.example.com</c> any below.</summary>
    private static bool IsSame(string pattern, string host) => pattern == "*" ||
        (pattern.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(pattern, StringComparison.OrdinalIgnoreCase));

    /// <summary>The file's bytes; that they break off or take too long is the trouble of the address.</summary>
    private sealed class RemoteStream(Stream body, HttpResponseMessage answer, CancellationTokenSource enough) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await body.ReadAsync(buffer, enough.Token);
            }
            catch (Exception exception)
            {
                throw Judge(exception, cancellationToken);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                answer.Dispose();
                enough.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
