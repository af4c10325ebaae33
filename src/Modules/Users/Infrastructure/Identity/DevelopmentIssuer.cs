using System.Security.Cryptography;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// Signs tokens for trying the service out without an identity provider. It exists in the Development environment
/// only; its key lies in the data directory, so that a token outlives a restart.
/// </summary>
internal sealed class DevelopmentIssuer(DataOptions data, TimeProvider clock, PermissionOptions? permissions = null)
    : IIssuerMetadata, IDevelopmentTokens
{
    public const string Issuer = "art-engine-development";
    public const string Audience = "art-engine";

    /// <summary>The token of the one development user, for scripts.</summary>
    public const string TokenFile = "dev-token";

    private const string DeveloperSubject = "00000000-0000-4000-8000-000000000001";

    /// <summary>An RSA key of earlier versions may lie beside it. Making one took 6 % of the processor time of a first start.</summary>
    private const string KeyFile = "development-issuer-p256.pem";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly Lazy<ECDsaSecurityKey> _key = new(() => LoadKey(data.PathOf("keys", KeyFile)));
    private string? _token;

    public SecurityKey Key => _key.Value;

    /// <summary>The developer's token: it may do all but go before others, so that priorities order the developer's own jobs.</summary>
    public string CreateToken() => CreateToken(
        DeveloperSubject, "developer@localhost",
        [.. Enum.GetValues<Permission>().Except([Permission.Priority]).Select((permissions ?? new()).Of)]);

    /// <summary>A token for the subject.</summary>
    public string CreateToken(string subject, string email, params IReadOnlyList<string> granted) => new JsonWebTokenHandler().CreateToken(
        new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = clock.GetUtcNow().UtcDateTime,
            NotBefore = clock.GetUtcNow().UtcDateTime,
            Expires = (clock.GetUtcNow() + Lifetime).UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                ["sub"] = subject,
                ["email"] = email,
                ["scope"] = "openid",
                ["acr"] = "1",
                ["permissions"] = granted.ToArray(),
            },
            SigningCredentials = new(Key, SecurityAlgorithms.EcdsaSha256),
        });

    public Task<IReadOnlyList<SecurityKey>> KeysAsync(string? keyId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SecurityKey>>(keyId is null || keyId == Key.KeyId ? [Key] : []);

    public Task<Uri?> IntrospectionAddressAsync(CancellationToken cancellationToken) => Task.FromResult<Uri?>(null);

    public Task<Uri?> UserInfoAddressAsync(CancellationToken cancellationToken) => Task.FromResult<Uri?>(null);

    /// <summary>Writes the developer's token where scripts find it, readable by its owner only; once in a run.</summary>
    public string WriteToken()
    {
        lock (_key)
        {
            if (_token is null)
            {
                _token = CreateToken();
                PrivateFile.Write(data.PathOf(TokenFile), _token);
            }

            return _token;
        }
    }

    private static ECDsaSecurityKey LoadKey(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path))
        {
            key.ImportFromPem(File.ReadAllText(path));
        }
        else
        {
            PrivateFile.Write(path, key.ExportPkcs8PrivateKeyPem());
        }

        var thumbprint = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
        return new(key) { KeyId = thumbprint };
    }
}
