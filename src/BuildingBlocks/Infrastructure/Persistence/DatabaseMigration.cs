using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.BuildingBlocks.Infrastructure.Persistence;

/// <summary>Brings a module's schema up to date.</summary>
internal sealed class DatabaseMigration<TContext>(IDbContextFactory<TContext> contexts) : IDatabaseMigration
    where TContext : ModuleDbContext
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (db.Database.IsSqlite())
        {
            PrivateFile.Ensure(db.Database.GetDbConnection().DataSource);
            // As Entity Framework does for a file that it makes itself: readers do not wait for the writer.
            await db.Database.ExecuteSqlAsync($"PRAGMA journal_mode = wal", cancellationToken);
            // Of a process that was killed while it migrated; it would be waited for for ever. The directory is this process's own.
            await db.Database.ExecuteSqlAsync($"DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        }

        await db.Database.MigrateAsync(cancellationToken);
    }
}
