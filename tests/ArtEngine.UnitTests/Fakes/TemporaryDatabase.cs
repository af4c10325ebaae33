using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Commits;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.UnitTests.Fakes;

/// <summary>A module's database on a SQLite file of its own, registered and migrated as the host does it.</summary>
internal sealed class TemporaryDatabase<TContext> : IAsyncDisposable
    where TContext : ModuleDbContext
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services;

    private TemporaryDatabase(params IInterceptor[] interceptors)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton(new DataOptions { DataDirectory = _folder.Path });
        services.AddSingleton<ISignals>(Signals);
        services.AddModuleDatabase<TContext>(new ConfigurationBuilder().Build(), "test");
        services.AddGroupCommit<TContext>();
        services.ConfigureDbContext<TContext>(options => options.AddInterceptors(interceptors));
        _services = services.BuildServiceProvider();
    }

    public SteppedSignals Signals { get; } = new();

    public IDbContextFactory<TContext> Contexts => _services.GetRequiredService<IDbContextFactory<TContext>>();

    public GroupCommit<TContext> Commits => _services.GetRequiredService<GroupCommit<TContext>>();

    public static async Task<TemporaryDatabase<TContext>> CreateAsync(params IInterceptor[] interceptors)
    {
        var database = new TemporaryDatabase<TContext>(interceptors);
        await database.MigrateAsync();
        return database;
    }

    public async Task MigrateAsync()
    {
        foreach (var hosted in _services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(default);
        }
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var db = await Contexts.CreateDbContextAsync();
        await db.Database.ExecuteSqlRawAsync(sql);
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql)
    {
        await using var db = await Contexts.CreateDbContextAsync();
        return await db.Database.SqlQueryRaw<T>(sql).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }
}
