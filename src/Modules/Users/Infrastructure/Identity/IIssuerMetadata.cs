using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>What an issuer says of itself.</summary>
internal interface IIssuerMetadata
{
    /// <summary>The keys that a token may be signed with.</summary>
    /// <param name="keyId">The one that the token names; all when it names none.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Empty when the issuer has no such key.</returns>
    /// <exception cref="BuildingBlocks.AppException">503: the issuer cannot be asked just now.</exception>
    Task<IReadOnlyList<SecurityKey>> KeysAsync(string? keyId, CancellationToken cancellationToken);

    /// <summary>Where the issuer tells of tokens that are no JWTs; null when it does not, or is away.</summary>
    Task<Uri?> IntrospectionAddressAsync(CancellationToken cancellationToken);

    /// <summary>Where the issuer tells of a user who is asked for with their token; null when it does not, or is away.</summary>
    Task<Uri?> UserInfoAddressAsync(CancellationToken cancellationToken);
}
