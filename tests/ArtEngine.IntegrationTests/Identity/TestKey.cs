using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>A key of an issuer, and the tokens it signs.</summary>
/// <param name="id">Its <c>kid</c>; null when it has none.</param>
/// <param name="algorithm">What it signs with.</param>
/// <param name="tellsAlgorithm">Whether the issuer says that it is for this algorithm alone.</param>
internal sealed class TestKey(string? id, string algorithm = SecurityAlgorithms.RsaSha256, bool tellsAlgorithm = false)
{
    private readonly AsymmetricAlgorithm _pair = algorithm[..2] == "ES"
        ? ECDsa.Create(algorithm switch
        {
            SecurityAlgorithms.EcdsaSha256 => ECCurve.NamedCurves.nistP256,
            SecurityAlgorithms.EcdsaSha384 => ECCurve.NamedCurves.nistP384,
            _ => ECCurve.NamedCurves.nistP521,
        })
        : RSA.Create(2_048);

    public string Algorithm => algorithm;

    public RSA Rsa => (RSA)_pair;

    /// <summary>The key in the forms that somebody might take for a secret.</summary>
    public byte[] PublicBytes => _pair.ExportSubjectPublicKeyInfo();

    public Dictionary<string, string> Public
    {
        get
        {
            var key = new Dictionary<string, string> { ["use"] = "sig" };
            if (id is not null)
            {
                key["kid"] = id;
            }

            if (tellsAlgorithm)
            {
                key["alg"] = algorithm;
            }

            if (_pair is ECDsa curve)
            {
                var point = curve.ExportParameters(includePrivateParameters: false).Q;
                (key["kty"], key["crv"]) = ("EC", $"P-{curve.KeySize}");
                (key["x"], key["y"]) = (Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
            }
            else
            {
                var numbers = Rsa.ExportParameters(includePrivateParameters: false);
                (key["kty"], key["n"], key["e"]) =
                    ("RSA", Base64UrlEncoder.Encode(numbers.Modulus), Base64UrlEncoder.Encode(numbers.Exponent));
            }

            return key;
        }
    }

    private SecurityKey Private => _pair is ECDsa curve
        ? new ECDsaSecurityKey(curve) { KeyId = id }
        : new RsaSecurityKey(Rsa) { KeyId = id };

    private HashAlgorithmName Hash => new($"SHA{algorithm[2..]}");

    /// <summary>The signature of any bytes, as tokens hold it.</summary>
    public byte[] SignBytes(byte[] bytes) => _pair is ECDsa curve
        ? curve.SignData(bytes, Hash)
        : Rsa.SignData(bytes, Hash, algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);

    /// <summary>A right signature in a form that tokens do not have.</summary>
    public byte[] SignOtherwise(byte[] bytes) => _pair is ECDsa curve
        ? curve.SignData(bytes, Hash, DSASignatureFormat.Rfc3279DerSequence)
        : Rsa.SignData(bytes, Hash, algorithm[0] == 'P' ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss);

    /// <summary>The claims of an access token as Fief makes them.</summary>
    public static Dictionary<string, object?> Claims(DateTimeOffset now, string? subject = null, params string[] permissions) => new()
    {
        ["acr"] = "1",
        ["aud"] = new[] { StubIssuer.Client },
        ["auth_time"] = now.ToUnixTimeSeconds(),
        ["azp"] = StubIssuer.Client,
        ["exp"] = now.AddDays(1).ToUnixTimeSeconds(),
        ["iat"] = now.ToUnixTimeSeconds(),
        ["iss"] = StubIssuer.Issuer,
        ["permissions"] = permissions,
        ["scope"] = "openid offline_access",
        ["sub"] = subject ?? "eeba77ab-ebfe-45fd-ba86-cbcbb9002eb5",
    };

    public string Sign(Dictionary<string, object?> claims, string? with = null) => Sign(JsonSerializer.Serialize(claims), with);

    /// <param name="payload">The claims as text.</param>
    /// <param name="with">Another algorithm that the same key can sign with.</param>
    public string Sign(string payload, string? with = null) => new JsonWebTokenHandler().CreateToken(
        payload, new SigningCredentials(Private, with ?? algorithm) { CryptoProviderFactory = new() { CacheSignatureProviders = false } });

    /// <summary>A good token, after a change of its claims.</summary>
    public string Token(DateTimeOffset now, Action<Dictionary<string, object?>>? change = null, string? subject = null,
        params string[] permissions)
    {
        var claims = Claims(now, subject, permissions);
        change?.Invoke(claims);
        return Sign(claims);
    }
}
