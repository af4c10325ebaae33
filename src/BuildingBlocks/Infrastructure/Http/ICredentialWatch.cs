using System.Security.Claims;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Knows when a caller who was let in would not be let in any more.</summary>
public interface ICredentialWatch
{
    /// <summary>Watches the caller's credential until the answer is disposed of.</summary>
    /// <param name="caller">Who was let in.</param>
    /// <param name="expiresAt">When the credential ends by itself; null when it does not.</param>
    /// <param name="onEnded">Called once, as soon as the credential is no longer good.</param>
    IDisposable Watch(ClaimsPrincipal caller, DateTimeOffset? expiresAt, Action onEnded);
}
