using System.Text.Json;
using ArtEngine.BuildingBlocks;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// Reads an issuer's discovery document and keys, and keeps them while the issuer is away. A key that is not known makes
/// it look again, but not at every forged token.
/// </summary>
internal sealed partial class DiscoveredIssuer : IIssuerMetadata, IDisposable
{
    /// <summary>How long after a look the next one comes at the earliest, whatever tokens say.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(30);

    /// <summary>The same while there are no keys at all.</summary>
    public static readonly TimeSpan ShortestPauseWithoutKeys = TimeSpan.FromSeconds(2);

    /// <summary>How long it takes at most until a withdrawn key is no longer good.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _issuer;
    private readonly string _address;
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Look? _last;

    /// <param name="issuer">What its tokens call it, and its document must.</param>
    /// <param name="address">Of the document. Only when it is http itself, the keys may be got by http too.</param>
    /// <param name="http">Bounds the size of answers.</param>
    /// <param name="clock">Tells when to look again.</param>
    /// <param name="logger">Hears why it cannot be read.</param>
    public DiscoveredIssuer(string issuer, string address, HttpClient http, TimeProvider clock, ILogger logger) =>
        (_issuer, _address, _http, _clock, _logger) = (issuer, address, http, clock, logger);

    public void Dispose() => _turn.Dispose();

    public async Task<IReadOnlyList<SecurityKey>> KeysAsync(string? keyId, CancellationToken cancellationToken)
    {
        var look = await LookAsync(keyId, cancellationToken);
        var keys = Find(look, keyId);
        // Whether a key is unknown, an issuer that is away cannot say.
        return keys.Count > 0 || look is { Document: not null, Failed: false }
            ? keys
            : throw new AppException(
                ErrorKind.Unavailable,
                "identity_unavailable",
                "The identity provider's keys cannot be had just now. Nothing was changed; try again soon.");
    }

    public async Task<Uri?> UserInfoAddressAsync(CancellationToken cancellationToken)
    {
        var look = await LookAsync(keyId: null, cancellationToken);
        return Uri.TryCreate(look.Document?.UserInfoEndpoint, UriKind.Absolute, out var address) && IsSafe(address) ? address : null;
    }

    /// <summary>The last look, or a new one when that is of no use any more; of many who need one, one goes.</summary>
    private async Task<Look> LookAsync(string? keyId, CancellationToken cancellationToken)
    {
        if (_last is { } good && !IsDue(good, keyId))
        {
            return good;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _last is { } other && !IsDue(other, keyId) ? other : _last = await FetchAsync(_last);
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool IsDue(Look look, string? keyId)
    {
        var age = _clock.GetUtcNow() - look.At;
        var pause = look switch
        {
            { Document: null } => ShortestPauseWithoutKeys,
            _ when look.Failed || Find(look, keyId).Count == 0 => ShortestPause,
            _ => LongestPause,
        };
        return age >= pause;
    }

    // Not stopped by the caller who happened to need it first: others wait for it too.
    private async Task<Look> FetchAsync(Look? before)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var documents = new HttpDocumentRetriever(_http) { RequireHttps = IsHttps };
            var document = await OpenIdConnectConfigurationRetriever.GetAsync(_address, documents, patience.Token);
            Ensure(document);
            return new(document, Failed: false, _clock.GetUtcNow());
        }
        catch (Exception exception) when (IsAnswerOfAnIssuer(exception))
        {
            LogUnreadable(_issuer, _address, (exception.InnerException ?? exception).Message);
            return new(before?.Document, Failed: true, _clock.GetUtcNow());
        }
    }

    private void Ensure(OpenIdConnectConfiguration document)
    {
        if (document.Issuer != _issuer)
        {
            throw new InvalidDataException($"The document is of the issuer {document.Issuer}, not of {_issuer}.");
        }

        if (document.SigningKeys.Count == 0)
        {
            throw new InvalidDataException("It has no keys.");
        }
    }

    private bool IsHttps => _address.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (!IsHttps && address.Scheme == Uri.UriSchemeHttp);

    private static List<SecurityKey> Find(Look look, string? keyId) =>
        [.. (look.Document?.SigningKeys ?? []).Where(key => keyId is null || key.KeyId == keyId)];

    // The retriever wraps whatever goes wrong in one of these, and a document of nonsense ends in some others.
    private static bool IsAnswerOfAnIssuer(Exception exception) =>
        exception is IOException or HttpRequestException or OperationCanceledException or InvalidDataException
            or InvalidOperationException or ArgumentException or JsonException or FormatException or SecurityTokenException;

    [LoggerMessage(LogLevel.Warning, "The keys of the issuer {Issuer} cannot be read at {Address}: {Reason}")]
    private partial void LogUnreadable(string issuer, string address, string reason);

    /// <summary>What came of asking the issuer: with a failure the document is an older one, or missing.</summary>
    private sealed record Look(OpenIdConnectConfiguration? Document, bool Failed, DateTimeOffset At);
}
