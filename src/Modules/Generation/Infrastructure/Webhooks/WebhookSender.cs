using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ArtEngine.Generation.Application.Webhooks;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Application.Webhooks.Endpoints;
using ArtEngine.Generation.Domain.Webhooks;
using ArtEngine.Generation.Infrastructure.Remote;
using Microsoft.Extensions.Options;
using StandardWebhooks;

namespace ArtEngine.Generation.Infrastructure.Webhooks;

/// <summary>Sends messages as Standard Webhooks says, to hosts of the public internet unless the operator lets it go further.</summary>
internal sealed class WebhookSender : IWebhookSender, IDisposable
{
    private const int LongestUrl = 2_000;

    private static readonly TimeSpan LookUpPatience = TimeSpan.FromSeconds(5);

    private readonly WebhookOptions _options;
    private readonly IWebhookSecrets _secrets;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public WebhookSender(IOptions<WebhookOptions> options, IWebhookSecrets secrets, TimeProvider clock)
    {
        (_options, _secrets, _clock) = (options.Value, secrets, clock);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(_options.TimeoutSeconds),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
        };
        if (!_options.AllowPrivateAddresses)
        {
            handler.ConnectCallback = (context, token) => Connector.ConnectAsync(context, token);
        }

        _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>How hosts are connected to while they must be public.</summary>
    public PublicConnector Connector { get; init; } = new();

    public async Task<SentDelivery> SendAsync(WebhookEndpoint endpoint, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(_options.TimeoutSeconds));
        try
        {
            using var request = await SignAsync(endpoint, delivery, cancellationToken);
            // What the receiver says besides its status is of no interest, and may be endless.
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return new(delivery.Id, (int)answer.StatusCode, ErrorOf(answer.StatusCode));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new(delivery.Id, Status: null, ErrorOf(exception));
        }
    }

    public async Task<string?> FindFaultAsync(string url, CancellationToken cancellationToken)
    {
        if (url.Length > LongestUrl || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.UserInfo.Length > 0 ||
            address.Fragment.Length > 0 || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            return "An https address without a user and a fragment is needed, of at most 2,000 characters.";
        }

        if (_options.AllowPrivateAddresses)
        {
            return null;
        }

        return address.Scheme == Uri.UriSchemeHttps
            ? await FindHostFaultAsync(address.IdnHost, cancellationToken)
            : "Messages go to https addresses only (the operator's setting Webhooks:AllowPrivateAddresses).";
    }

    public void Dispose() => _http.Dispose();

    private static string? ErrorOf(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => $"The receiver answered {(int)status}; redirects are not followed.",
        410 => "The receiver answered 410: it wants no more messages.",
        _ => $"The receiver answered {(int)status}.",
    };

    private string ErrorOf(Exception exception) => exception switch
    {
        HttpRequestException { InnerException: NotPublicException refused } => refused.Message,
        OperationCanceledException => $"The receiver did not answer within {_options.TimeoutSeconds:0.#} s.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "The receiver's name is not known.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "The receiver's certificate is not good.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "The receiver could not be connected to.",
        _ => "The receiver broke off.",
    };

    private async Task<string?> FindHostFaultAsync(string host, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LookUpPatience);
        try
        {
            await Connector.FindAsync(host, patience.Token);
            return null;
        }
        catch (NotPublicException refused)
        {
            return $"{refused.Message} (The operator's setting Webhooks:AllowPrivateAddresses lets others be.)";
        }
        catch (Exception exception) when (
            exception is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The name may be unknown only now. Each connection looks it up again, and is refused where it must not lead.
            return null;
        }
    }

    private async Task<HttpRequestMessage> SignAsync(
        WebhookEndpoint endpoint, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var (id, now) = ($"msg_{delivery.Id:N}", _clock.GetUtcNow());
        var signature = await SignatureAsync(endpoint.Secret, id, now, delivery.Body, cancellationToken);
        if (endpoint.PreviousSecret is { } previous && endpoint.PreviousUntil > now)
        {
            signature = $"{signature} {await SignatureAsync(previous, id, now, delivery.Body, cancellationToken)}";
        }

        return new(HttpMethod.Post, delivery.Url ?? endpoint.Url)
        {
            Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json"),
            Headers =
            {
                { "User-Agent", "Art-Engine" },
                { "webhook-id", id },
                { "webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) },
                { "webhook-signature", signature },
            },
        };
    }

    private async Task<string> SignatureAsync(
        byte[] secret, string id, DateTimeOffset now, string body, CancellationToken cancellationToken) =>
        new StandardWebhook(await _secrets.OpenAsync(secret, cancellationToken)).Sign(id, now, body);
}
