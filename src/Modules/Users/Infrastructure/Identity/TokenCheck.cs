using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Says whether a token is good, and what it says.</summary>
internal sealed class TokenCheck(IEnumerable<TrustedIssuer> issuers, TimeProvider clock)
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
        var token = Parse(text);
        // Before anything is fetched: what is not from here makes nobody look for keys.
        if (!_issuers.TryGetValue(token.Issuer, out var issuer))
        {
            throw new TokenRefusedException("It is of an issuer that is not known here.");
        }

        var keys = await issuer.Metadata.KeysAsync(token.Kid is { Length: > 0 } kid ? kid : null, cancellationToken);
        if (keys.Count == 0)
        {
            throw new TokenRefusedException("It is signed with a key that its issuer does not have.");
        }

        var result = await _tokens.ValidateTokenAsync(token, RulesOf(issuer, keys));
        if (!result.IsValid)
        {
            throw new TokenRefusedException(Explain(result.Exception));
        }

        return new(issuer.Name, IssuedAt(token), ReadClaims(issuer, token));
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
        return !token.IsEncrypted && token.Alg == SecurityAlgorithms.RsaSha256 && !token.TryGetHeaderValue<object>("crit", out _)
            ? token
            : throw new TokenRefusedException("It is not signed with RS256.");
    }

    private TokenValidationParameters RulesOf(TrustedIssuer issuer, IReadOnlyList<SecurityKey> keys) => new()
    {
        ValidIssuer = issuer.Name,
        ValidAudiences = issuer.Audiences,
        IssuerSigningKeys = keys,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        // The library's own looks at the machine's clock.
        LifetimeValidator = (notBefore, expires, _, _) => IsInTime(notBefore, expires),
    };

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
            throw new TokenRefusedException("It holds half of a surrogate pair.");
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
                : throw new TokenRefusedException("Its end is not a number.");
        }
        catch (JsonException)
        {
            throw new TokenRefusedException("It says the same thing twice.");
        }
    }

    private static DateTimeOffset? IssuedAt(JsonWebToken token) =>
        token.IssuedAt == DateTime.MinValue ? null : new(token.IssuedAt, TimeSpan.Zero);

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
/// <param name="Claims">What it says.</param>
internal sealed record CheckedToken(string Issuer, DateTimeOffset? IssuedAt, TokenClaims Claims);
