using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class UsersDbContext(DbContextOptions<UsersDbContext> options) : ModuleDbContext(options)
{
    public const string Name = "users";

    protected override string Schema => Name;

    public DbSet<User> Users => Set<User>();

    public DbSet<ErasedUser> ErasedUsers => Set<ErasedUser>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<ErasedTenant> ErasedTenants => Set<ErasedTenant>();

    public DbSet<Reread> Rereads => Set<Reread>();

    /// <summary>Whoever adds, changes or erases users does it in turn, so that nobody who is erased comes back.</summary>
    public Task<T> TakeTurnsAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        TakeTurnsAsync("users", work, cancellationToken);

    public Task<bool> IsErasedAsync(string subject, CancellationToken cancellationToken) =>
        ErasedUsers.AnyAsync(erased => erased.Subject == subject, cancellationToken);
}
