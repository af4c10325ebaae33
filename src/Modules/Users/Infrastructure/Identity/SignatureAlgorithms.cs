using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// The signatures that are accepted: asymmetric ones, each with the kind of key it is for. EdDSA is not among them because .NET has
/// no Ed25519.
/// </summary>
internal static class SignatureAlgorithms
{
    private const string Rsa = "RSA";
    private const string EllipticCurve = "EC";

    private static readonly Dictionary<string, (string Type, string? Curve)> KeyOf = new(StringComparer.Ordinal)
    {
        [SecurityAlgorithms.RsaSha256] = (Rsa, null),
        [SecurityAlgorithms.RsaSha384] = (Rsa, null),
        [SecurityAlgorithms.RsaSha512] = (Rsa, null),
        [SecurityAlgorithms.RsaSsaPssSha256] = (Rsa, null),
        [SecurityAlgorithms.RsaSsaPssSha384] = (Rsa, null),
        [SecurityAlgorithms.RsaSsaPssSha512] = (Rsa, null),
        [SecurityAlgorithms.EcdsaSha256] = (EllipticCurve, "P-256"),
        [SecurityAlgorithms.EcdsaSha384] = (EllipticCurve, "P-384"),
        [SecurityAlgorithms.EcdsaSha512] = (EllipticCurve, "P-521"),
    };

    public static IReadOnlyCollection<string> All => KeyOf.Keys;

    /// <summary>
    /// Whether the key may verify the algorithm: of the right type and curve, and not one that its issuer made for another algorithm.
    /// </summary>
    public static bool Fits(string algorithm, SecurityKey key) => KeyOf[algorithm] is var (type, curve) && key switch
    {
        JsonWebKey jwk => jwk.Kty == type && (curve is null || jwk.Crv == curve) &&
            (string.IsNullOrEmpty(jwk.Alg) || jwk.Alg == algorithm),
        ECDsaSecurityKey => algorithm == SecurityAlgorithms.EcdsaSha256,
        _ => false,
    };

    /// <summary>Whether the issuer lets it verify signatures: others in the same list encrypt, or are secrets.</summary>
    public static bool IsForSignatures(JsonWebKey key) => key.Kty is Rsa or EllipticCurve &&
        (string.IsNullOrEmpty(key.Use) || key.Use == JsonWebKeyUseNames.Sig) &&
        (key.KeyOps.Count == 0 || key.KeyOps.Contains("verify"));
}
