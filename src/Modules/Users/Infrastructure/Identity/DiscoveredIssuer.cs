using System.Diagnostics.Metrics;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// Reads an issuer's discovery document and keys, and keeps them while the issuer is away. Keys that are known answer at once,
/// however old they are: <see cref="KeepIssuersFresh"/> reads them again meanwhile. A key that is not known makes it look at
/// once, but not at every forged token.
/// </summary>
internal sealed partial class DiscoveredIssuer : IIssuerMetadata, IDisposable
{
    /// <summary>How long after a look the next one comes at the earliest, whatever tokens say.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(30);

    /// <summary>The same while there are no keys at all.</summary>
    public static readonly TimeSpan ShortestPauseWithoutKeys = TimeSpan.FromSeconds(2);

    /// <summary>After which keys are read again: a withdrawn one is good for not much longer.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    private static readonly Meter Meter = new("ArtEngine");

    private static readonly Histogram<double> LookSeconds = Meter.CreateHistogram<double>(
        "art_engine.issuer_look_seconds", "s", "How long issuers take to tell their keys, and whether they did.");

    private readonly string _address;
    private readonly TimeSpan _patience;
    private readonly HttpClient _http;
    private readonly KeptDocuments _kept;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Look? _last;

    /// <param name="place">Where it is.</param>
    /// <param name="http">Bounds the size of answers.</param>
    /// <param name="kept">What it said before this start.</param>
    /// <param name="clock">Tells when to look again.</param>
    /// <param name="logger">Hears why it cannot be read.</param>
    public DiscoveredIssuer(IssuerPlace place, HttpClient http, KeptDocuments kept, TimeProvider clock, ILogger logger)
    {
        (Name, _address, _patience) = place;
        (_http, _kept, _clock, _logger) = (http, kept, clock, logger);
    }

    public string Name { get; }

    public event Action? Due;

    public IssuerState State => _last switch
    {
        null or { Document: null } => IssuerState.WithoutKeys,
        { Failed: true } => IssuerState.Away,
        _ => IssuerState.Well,
    };

    public void Dispose() => _turn.Dispose();

    public async Task<IReadOnlyList<SecurityKey>> KeysAsync(string? keyId, CancellationToken cancellationToken)
    {
        if (_last is { } known && Find(known, keyId) is { Count: > 0 } good)
        {
            if (IsDue(known, keyId))
            {
                Due?.Invoke();
            }

            return good;
        }

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

    public async Task<Uri?> UserInfoAddressAsync(CancellationToken cancellationToken) =>
        AddressOf((await KnownAsync(cancellationToken)).Document?.UserInfoEndpoint);

    public async Task<Uri?> IntrospectionAddressAsync(CancellationToken cancellationToken) =>
        AddressOf((await KnownAsync(cancellationToken)).Document?.IntrospectionEndpoint);

    /// <summary>Looks again when the last look is of no use any more.</summary>
    public Task RefreshIfDueAsync(CancellationToken cancellationToken) => LookAsync(keyId: null, cancellationToken);

    private async Task<Look> KnownAsync(CancellationToken cancellationToken) =>
        _last is { Document: not null } known ? known : await LookAsync(keyId: null, cancellationToken);

    private Uri? AddressOf(string? endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && IssuerDocuments.IsSafe(address, MayUseHttp) ? address : null;

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
        using var patience = new CancellationTokenSource(_patience);
        var documents = new IssuerDocuments(_http, MayUseHttp);
        var begun = _clock.GetTimestamp();
        var document = await TryReadAsync(documents, before?.Failed != true, patience.Token);
        LookSeconds.Record(_clock.GetElapsedTime(begun).TotalSeconds, new KeyValuePair<string, object?>("ok", document is not null));
        if (document is not null)
        {
            await _kept.WriteAsync(documents.Got, CancellationToken.None);
            return new(document, Failed: false, _clock.GetUtcNow());
        }

        var older = before is null ? await ReadKeptAsync() : before.Document;
        return new(older, Failed: true, _clock.GetUtcNow());
    }

    private async Task<OpenIdConnectConfiguration?> ReadKeptAsync() => await _kept.ReadAsync(CancellationToken.None) is { } documents
        ? await TryReadAsync(documents, isNews: true, CancellationToken.None)
        : null;

    private async Task<OpenIdConnectConfiguration?> TryReadAsync(
        IDocumentRetriever documents, bool isNews, CancellationToken cancellationToken)
    {
        try
        {
            var document = await OpenIdConnectConfigurationRetriever.GetAsync(_address, documents, cancellationToken);
            Ensure(document);
            return document;
        }
        catch (Exception exception) when (IsAnswerOfAnIssuer(exception))
        {
            if (isNews)
            {
                LogUnreadable(Name, _address, cancellationToken.IsCancellationRequested
                    ? $"no whole answer within {_patience.TotalSeconds} seconds"
                    : exception.GetBaseException().Message);
            }

            return null;
        }
    }

    private void Ensure(OpenIdConnectConfiguration document)
    {
        if (document.Issuer != Name)
        {
            throw new InvalidDataException($"The document is of the issuer {document.Issuer}, not of {Name}.");
        }

        if (!SigningKeys(document).Any())
        {
            throw new InvalidDataException("It has no keys.");
        }
    }

    private bool MayUseHttp => !_address.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static List<SecurityKey> Find(Look look, string? keyId) => look.Document is { } document
        ? [.. SigningKeys(document).Where(key => keyId is null || key.KeyId == keyId)]
        : [];

    // As the issuer wrote them: what the library makes of them has forgotten for which algorithm they are.
    private static IEnumerable<JsonWebKey> SigningKeys(OpenIdConnectConfiguration document) =>
        (document.JsonWebKeySet?.Keys ?? []).Where(SignatureAlgorithms.IsForSignatures);

    // The retriever wraps whatever goes wrong in one of these, and a document of nonsense ends in some others.
    private static bool IsAnswerOfAnIssuer(Exception exception) =>
        exception is IOException or HttpRequestException or OperationCanceledException or InvalidDataException
            or InvalidOperationException or ArgumentException or JsonException or FormatException or SecurityTokenException;

    [LoggerMessage(
        LogLevel.Warning, "The keys of the issuer {Issuer} cannot be read at {Address}, which is tried again and again: {Reason}")]
    private partial void LogUnreadable(string issuer, string address, string reason);

    /// <summary>What came of asking the issuer: with a failure the document is an older one, or missing.</summary>
    private sealed record Look(OpenIdConnectConfiguration? Document, bool Failed, DateTimeOffset At);
}

/// <summary>Where an issuer is.</summary>
/// <param name="Name">What its tokens call it, and its document must.</param>
/// <param name="Address">Of the document. Only when it is http itself, the keys may be got by http too.</param>
/// <param name="Patience">How long one look may take, both documents together.</param>
internal sealed record IssuerPlace(string Name, string Address, TimeSpan Patience);
