using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.Users.Contracts;
using ArtEngine.Users.Domain;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class UsersDbContext(DbContextOptions<UsersDbContext> options) : ModuleDbContext(options), IDataProtectionKeyContext
{
    public const string Name = "users";

    protected override string Schema => Name;

    public DbSet<User> Users => Set<User>();

    public DbSet<UserTombstone> Tombstones => Set<UserTombstone>();

    public DbSet<ErasedIdentity> ErasedIdentities => Set<ErasedIdentity>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<Plan> Plans => Set<Plan>();

    public DbSet<TenantTombstone> ErasedTenants => Set<TenantTombstone>();

    public DbSet<PendingRefresh> PendingRefreshes => Set<PendingRefresh>();

    public DbSet<ComfyKey> ComfyKeys => Set<ComfyKey>();

    /// <summary>With PostgreSQL what encrypts the users' secrets; with SQLite that lies in files.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Whoever adds, changes or erases users does it in turn, so that nobody who is erased comes back.</summary>
    public Task<T> RunExclusiveAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        RunExclusiveAsync("users", work, cancellationToken);

    public Task<bool> IsErasedAsync(string subject, CancellationToken cancellationToken) =>
        Tombstones.AnyAsync(erased => erased.Subject == subject, cancellationToken);

    /// <summary>Whether they, or the whole tenant they may belong to, were erased after their token was made.</summary>
    public async Task<bool> IsErasedAsync(string issuer, string subject, DateTimeOffset? issuedAt, CancellationToken cancellationToken) =>
        await IsErasedAsync(subject, cancellationToken) ||
        await ErasedIdentities.AnyAsync(
            erased => erased.Issuer == issuer && erased.Subject == subject &&
                (erased.IsBlocked || issuedAt == null || erased.ErasedAt >= issuedAt),
            cancellationToken) ||
        await ErasedTenants.AnyAsync(
            tenant => tenant.Issuer == issuer && (issuedAt == null || tenant.ErasedAt >= issuedAt), cancellationToken);

    /// <summary>Removes the user and their end users, and tells of it.</summary>
    public async Task RemoveAsync(User user, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var issuer = EndUser.IssuerOf(user.Id);
        foreach (var gone in (List<User>)[user, .. await Users.Where(other => other.Issuer == issuer).ToListAsync(cancellationToken)])
        {
            Remove(gone);
            AddToOutbox(new UserErased(Guid.CreateVersion7(now), now, gone.Id));
        }
    }
}
