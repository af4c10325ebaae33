using System.Security.Cryptography;
using System.Text;
using ArtEngine.Users.Application;
using ArtEngine.Users.Domain;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Infrastructure.Persistence;

/// <summary>Encrypts each key for its user, so that no row can be put in another's place.</summary>
internal sealed partial class EfComfyKeys(
    IDbContextFactory<UsersDbContext> contexts, IDataProtectionProvider protection, TimeProvider clock, ILogger<EfComfyKeys> log)
    : IComfyKeys
{
    public async Task<bool> SaveAsync(Guid userId, string key, CancellationToken cancellationToken)
    {
        var encrypted = ProtectorOf(userId).Protect(Encoding.UTF8.GetBytes(key));
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunExclusiveAsync(
            async () =>
            {
                if (!await db.Users.AnyAsync(user => user.Id == userId, cancellationToken))
                {
                    return false;
                }

                var stored = await db.ComfyKeys.SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken) ??
                    db.Add(new ComfyKey(userId)).Entity;
                stored.Change(encrypted, clock.GetUtcNow());
                await db.SaveChangesAsync(cancellationToken);
                return true;
            },
            cancellationToken);
    }

    public async Task DeleteAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            () => db.ComfyKeys.Where(key => key.UserId == userId).ExecuteDeleteAsync(cancellationToken), cancellationToken);
    }

    public async Task<DateTimeOffset?> ChangedAtAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await FindAsync(db, userId, cancellationToken))?.ChangedAt;
    }

    public async Task<string?> FindAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, userId, cancellationToken) is { } own)
        {
            return Decrypt(own);
        }

        var issuer = await db.Users.Where(user => user.Id == userId).Select(user => user.Issuer).SingleOrDefaultAsync(cancellationToken);
        return issuer is not null && EndUser.OwnerOf(issuer) is { } owner && await FindAsync(db, owner, cancellationToken) is { } payers
            ? Decrypt(payers)
            : null;
    }

    private static Task<ComfyKey?> FindAsync(UsersDbContext db, Guid userId, CancellationToken cancellationToken) =>
        db.ComfyKeys.AsNoTracking().SingleOrDefaultAsync(key => key.UserId == userId, cancellationToken);

    private string? Decrypt(ComfyKey key)
    {
        try
        {
            return Encoding.UTF8.GetString(ProtectorOf(key.UserId).Unprotect(key.Encrypted));
        }
        catch (CryptographicException exception)
        {
            NotReadable(key.UserId, exception.Message);
            return null;
        }
    }

    private IDataProtector ProtectorOf(Guid userId) => protection.CreateProtector("comfy.org keys", userId.ToString());

    [LoggerMessage(
        LogLevel.Warning,
        "The comfy.org key of user {UserId} cannot be decrypted, and is not used until they store it anew: {Reason}")]
    private partial void NotReadable(Guid userId, string reason);
}
