using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.BuildingBlocks.Infrastructure.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ArtEngine.BuildingBlocks.Infrastructure.Persistence;

/// <summary>How modules switch on their database.</summary>
public static class DatabaseSetup
{
    /// <summary>The service takes turns to write; this is how long another program's hand on the file is waited for.</summary>
    private const int SqliteTimeoutSeconds = 10;

    /// <summary>
    /// Registers a factory for the module's context: the schema <paramref name="name"/> in PostgreSQL when
    /// <c>ConnectionStrings:Postgres</c> is set, else the SQLite file <c>{name}.db</c> in the data directory. It is brought
    /// up to date before the host serves its first request.
    /// </summary>
    public static void AddModuleDatabase<TContext>(this IServiceCollection services, IConfiguration configuration, string name)
        where TContext : ModuleDbContext
    {
        services.AddSingleton(provider => new DatabaseCondition<TContext>(
            name, provider.GetRequiredService<ILogger<DatabaseCondition<TContext>>>()));
        services.AddPooledDbContextFactory<TContext>((provider, options) => Use(provider, options, configuration, name)
            .AddInterceptors(
                new OutboxNotifyInterceptor<TContext>(provider.GetRequiredService<ISignals>()),
                provider.GetRequiredService<DatabaseCondition<TContext>>())
            // Migrations are written by hand, without a snapshot; a test compares them with the model instead.
            .ConfigureWarnings(warnings => warnings
                .Ignore(RelationalEventId.PendingModelChangesWarning)
                // Whoever catches the exception knows better whether it is an error: a key that is there already often is none, and that
                // the database is away is told once (DatabaseCondition).
                .Log((RelationalEventId.ConnectionError, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug),
                    (RelationalEventId.TransactionError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug),
                    (CoreEventId.QueryIterationFailed, LogLevel.Debug))));
        services.AddSingleton<IDatabaseMigration, DatabaseMigration<TContext>>();
        // Once for all modules, where the first of them stands.
        services.AddHostedService<MigrateDatabases>();
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck<TContext>>($"database:{name}");
    }

    private static DbContextOptionsBuilder Use(
        IServiceProvider provider, DbContextOptionsBuilder options, IConfiguration configuration, string name) =>
        PostgresOptions.IsChosen(configuration)
            ? options.UseNpgsql(
                PostgresOptions.ConnectionString(configuration, name),
                npgsql => npgsql.MigrationsHistoryTable(HistoryRepository.DefaultTableName, name))
            : options.UseSqlite(new SqliteConnectionStringBuilder
            {
                // Made by whoever holds the directory's lock, not by asking for the path.
                DataSource = Path.Combine(provider.GetRequiredService<DataOptions>().DataDirectory, $"{name}.db"),
                DefaultTimeout = SqliteTimeoutSeconds,
            }.ConnectionString).AddInterceptors(new SqliteSettings());
}
