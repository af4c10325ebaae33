using System.Text.Json;

namespace ArtEngine.Users.Application;

/// <summary>What the issuer says of a user, asked with the user's own token.</summary>
internal interface IUserInfo
{
    /// <summary>Asks, or answers from memory what was asked a short time ago.</summary>
    /// <param name="userId">The user here.</param>
    /// <param name="issuer">The issuer of the token.</param>
    /// <param name="subject">The user there; an answer about anybody else is thrown away.</param>
    /// <param name="token">The user's token.</param>
    /// <param name="refresh">Ask again; too often asked, it is answered from memory.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    /// <returns>Null when the issuer has no such service or gives no answer that can be used.</returns>
    Task<UserInfoAnswer?> AskAsync(
        Guid userId, string issuer, string subject, string token, bool refresh, CancellationToken cancellationToken);
}

/// <summary>What an issuer told of a user.</summary>
/// <param name="Email">Null when it does not say.</param>
/// <param name="EmailVerified">Null when it does not say.</param>
/// <param name="Fields">JSON object of its own fields; null when it tells none.</param>
/// <param name="AskedAt">When it was asked.</param>
internal sealed record UserInfoAnswer(string? Email, bool? EmailVerified, JsonElement? Fields, DateTimeOffset AskedAt);
