using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>Erases users for whoever may, and says who did it.</summary>
internal sealed partial class UserErasure(IUserAdministration users, ILogger<UserErasure> log)
{
    /// <summary>Throws 404 when there is no such user.</summary>
    public async Task EraseAsync(Guid id, Guid by, CancellationToken cancellationToken)
    {
        if (!await users.EraseAsync(id, cancellationToken))
        {
            throw UnknownUser.Of(id);
        }

        Erased(id, by);
    }

    [LoggerMessage(LogLevel.Information, "User {UserId} was erased by {ByUserId}")]
    private partial void Erased(Guid userId, Guid byUserId);
}
