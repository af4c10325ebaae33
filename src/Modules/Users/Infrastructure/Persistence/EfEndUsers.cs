using ArtEngine.Users.Application;
using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class EfEndUsers(IDbContextFactory<UsersDbContext> contexts) : IEndUsers
{
    public async Task<IReadOnlyList<User>> ListAsync(
        Guid owner, string? name, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var issuer = EndUser.IssuerOf(owner);
        var users = db.Users.AsNoTracking().Where(user => user.Issuer == issuer);
        users = name is null ? users : users.Where(user => user.Subject == name);
        users = before is { } last ? users.Where(user => user.Id < last) : users;
        return await users.OrderByDescending(user => user.Id).Take(limit).ToListAsync(cancellationToken);
    }
}
