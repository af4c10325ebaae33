using Microsoft.Extensions.Hosting;

namespace ArtEngine.BuildingBlocks.Infrastructure.Persistence;

/// <summary>
/// Brings the schemas of all modules up to date before anything uses them: at the same time, since they know nothing of each other, and
/// most of the time goes into making their models.
/// </summary>
internal sealed class MigrateDatabases(IEnumerable<IDatabaseMigration> migrations) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(migrations.Select(migration => Task.Run(() => migration.RunAsync(cancellationToken), cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
