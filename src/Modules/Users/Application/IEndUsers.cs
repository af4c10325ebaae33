using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>The end users of a user.</summary>
internal interface IEndUsers
{
    /// <summary>Newest first, from below this one; those of the name, when one is given.</summary>
    Task<IReadOnlyList<User>> ListAsync(Guid owner, string? name, Guid? before, int limit, CancellationToken cancellationToken);
}
