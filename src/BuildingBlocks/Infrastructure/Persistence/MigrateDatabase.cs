using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.BuildingBlocks.Infrastructure.Persistence;

/// <summary>Brings a module's schema up to date before anything uses it.</summary>
internal sealed class MigrateDatabase<TContext>(IDbContextFactory<TContext> contexts) : IHostedService
    where TContext : ModuleDbContext
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (db.Database.IsSqlite())
        {
            PrivateFile.Ensure(db.Database.GetDbConnection().DataSource);
            // As Entity Framework does for a file that it makes itself: readers do not wait for the writer.
            await db.Database.ExecuteSqlAsync($"PRAGMA journal_mode = wal", cancellationToken);
        }

        await db.Database.MigrateAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
