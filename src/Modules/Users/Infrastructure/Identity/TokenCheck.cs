using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Says whether a token is good, and what it says.</summary>
internal sealed class TokenCheck(IEnumerable<TrustedIssuer> issuers, TokenIntrospection introspection, TimeProvider clock)
{
    private const int LongestToken = 16 * 1024;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonWebTokenHandler _tokens = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LongestToken };
    private readonly Dictionary<string, TrustedIssuer> _issuers = issuers.ToDictionary(issuer => issuer.Name, StringComparer.Ordinal);

    /// <exception cref="TokenRefusedException">It is not good.</exception>
    /// <exception cref="BuildingBlocks.AppException">503: nobody can say just now.</exception>
    public async Task<CheckedToken> CheckAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length <= LongestToken && introspection.IsFor(text))
        {
            return await introspection.CheckAsync(text, cancellationToken);
        }

        var token = Parse(text);
        // Before anything is fetched: what is not from here makes nobody look for keys.
        if (!_issuers.TryGetValue(token.Issuer, out var issuer))
        {
            throw new TokenRefusedException("It is of an issuer that is not known here.");
        }

        if (!issuer.Algorithms.Contains(token.Alg, StringComparer.Ordinal))
        {
            throw new TokenRefusedException($"It is not signed with {string.Join(" or ", issuer.Algorithms)}.");
        }

        var keys = await KeysOfAsync(issuer, token, cancellationToken);
        var result = await _tokens.ValidateTokenAsync(token, RulesOf(issuer, token.Alg, keys));
        if (!result.IsValid)
        {
            throw new TokenRefusedException(Explain(result.Exception))
            {
                WasGood = result.Exception is SecurityTokenInvalidLifetimeException,
            };
        }

        return new(issuer.Name, IssuedAt(token), ExpiresAt(token), ReadClaims(issuer, token));
    }

    /// <summary>The issuer's keys that may have signed the token.</summary>
    private static async Task<IReadOnlyList<SecurityKey>> KeysOfAsync(
        TrustedIssuer issuer, JsonWebToken token, CancellationToken cancellationToken)
    {
        var keys = await issuer.Metadata.KeysAsync(token.Kid is { Length: > 0 } kid ? kid : null, cancellationToken);
        if (keys.Count == 0)
        {
            throw new TokenRefusedException("It is signed with a key that its issuer does not have.");
        }

        // A key of another kind, or made for another algorithm, is never tried: what would come of it, nobody promised.
        keys = [.. keys.Where(key => SignatureAlgorithms.Fits(token.Alg, key))];
        return keys.Count > 0 ? keys : throw new TokenRefusedException("Its algorithm is not that of its issuer's key.");
    }

    private static JsonWebToken Parse(string text)
    {
        JsonWebToken token;
        try
        {
            token = text.Length <= LongestToken ? new(text) : throw new ArgumentException("It is too long.");
        }
        catch (Exception exception) when (
            exception is ArgumentException or SecurityTokenException or JsonException or FormatException or InvalidOperationException)
        {
            throw new TokenRefusedException("It is not a token.");
        }

        // "crit" names what one must understand, and nothing is understood here.
        return !token.IsEncrypted && !token.TryGetHeaderValue<object>("crit", out _)
            ? token
            : throw new TokenRefusedException("It is encrypted, or says that more must be understood than is here.");
    }

    private TokenValidationParameters RulesOf(TrustedIssuer issuer, string algorithm, IReadOnlyList<SecurityKey> keys) => new()
    {
        ValidIssuer = issuer.Name,
        // The library knows no claim but "aud" for it.
        AudienceValidator = (audiences, token, _) => IsForUs(issuer, audiences, (JsonWebToken)token),
        IssuerSigningKeys = keys,
        ValidAlgorithms = [algorithm],
        // The library's own looks at the machine's clock.
        LifetimeValidator = (notBefore, expires, _, _) => IsInTime(notBefore, expires),
    };

    private static bool IsForUs(TrustedIssuer issuer, IEnumerable<string> audiences, JsonWebToken token) =>
        (issuer.AudienceClaim == JwtRegisteredClaimNames.Aud
            ? audiences
            : token.TryGetPayloadValue<string>(issuer.AudienceClaim, out var audience) ? [audience] : [])
        .Any(audience => issuer.Audiences.Contains(audience, StringComparer.Ordinal));

    private bool IsInTime(DateTime? notBefore, DateTime? expires)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires > now - ClockSkew && (notBefore is null || notBefore <= now + ClockSkew);
    }

    private static TokenClaims ReadClaims(TrustedIssuer issuer, JsonWebToken token)
    {
        try
        {
            return issuer.Read(ReadPayload(token));
        }
        catch (InvalidOperationException)
        {
            throw new TokenRefusedException("A text in it is not valid Unicode.");
        }
    }

    private static JsonElement ReadPayload(JsonWebToken token)
    {
        try
        {
            using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload), Strict);
            var claims = payload.RootElement.Clone();
            return claims.TryGetProperty("exp", out var end) && end.ValueKind == JsonValueKind.Number
                ? claims
                : throw new TokenRefusedException("Its claim exp is not a number.");
        }
        catch (JsonException)
        {
            throw new TokenRefusedException("Its payload is no JSON object, or names a claim twice.");
        }
    }

    private static DateTimeOffset? IssuedAt(JsonWebToken token) =>
        token.IssuedAt == DateTime.MinValue ? null : new(token.IssuedAt, TimeSpan.Zero);

    private static DateTimeOffset ExpiresAt(JsonWebToken token) => token.ValidTo < DateTime.MaxValue - ClockSkew
        ? new DateTimeOffset(token.ValidTo, TimeSpan.Zero) + ClockSkew
        : DateTimeOffset.MaxValue;

    private static string Explain(Exception? reason) => reason switch
    {
        SecurityTokenInvalidLifetimeException => "It is not good any more, or not yet.",
        SecurityTokenInvalidAudienceException => "It was made for another application.",
        SecurityTokenInvalidSignatureException => "Its signature is not that of its issuer.",
        _ => "It is not valid.",
    };
}

/// <summary>A good token.</summary>
/// <param name="Issuer">Who made it.</param>
/// <param name="IssuedAt">When; null when it does not say.</param>
/// <param name="ExpiresAt">From then on it is refused.</param>
/// <param name="Claims">What it says.</param>
internal sealed record CheckedToken(string Issuer, DateTimeOffset? IssuedAt, DateTimeOffset ExpiresAt, TokenClaims Claims)
{
    /// <summary>Whether the issuer was asked, instead of the signature.</summary>
    public bool WasAskedAbout { get; init; }
}
