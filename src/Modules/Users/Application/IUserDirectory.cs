using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>
/// The issuer's own list of users. When it cannot be read, methods throw <see cref="UserDirectoryUnavailableException"/>.
/// </summary>
internal interface IUserDirectory
{
    /// <summary>Whether the settings say how to read it.</summary>
    bool IsConfigured { get; }

    /// <summary>The user's state now; null when the issuer says that there is no such user.</summary>
    Task<DirectoryUser?> FindAsync(string subject, CancellationToken cancellationToken);

    /// <summary>One page of all users; empty behind the last one.</summary>
    Task<IReadOnlyList<DirectoryUser>> ListAsync(int skip, CancellationToken cancellationToken);
}

/// <summary>A user in the issuer's list.</summary>
/// <param name="Subject">The user's id.</param>
/// <param name="Profile">The state; null when users of this tenant may not come here, so that nothing of it is to be kept.</param>
internal sealed record DirectoryUser(string Subject, IssuerProfile? Profile);
