using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.BuildingBlocks.Infrastructure.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ArtEngine.BuildingBlocks.Infrastructure.Persistence;

/// <summary>
/// A module's own database: names in snake_case, times in UTC, and an outbox for the events it tells other modules.
/// </summary>
public abstract class ModuleDbContext(DbContextOptions options) : DbContext(options)
{
    private const int MaxCheckpoints = 20;

    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromMilliseconds(50);

    private bool _hasTurn;

    /// <summary>The module's schema on PostgreSQL and its file's name on SQLite.</summary>
    protected abstract string Schema { get; }

    /// <summary>
    /// Stores the event in the outbox; it is delivered once the surrounding change is committed. What an
    /// <see cref="IEventSource"/> tells gets there by itself.
    /// </summary>
    public void AddToOutbox(IIntegrationEvent integrationEvent) => Add(OutboxMessage.Of(integrationEvent));

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var source in ChangeTracker.Entries<IEventSource>().Select(entry => entry.Entity).ToList())
        {
            AddRange(source.TakeEvents().Select(OutboxMessage.Of));
        }

        using var turn = _hasTurn ? null : await SqliteWriteLock.AcquireAsync(Database, cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <summary>A write past the change tracker: it waits for its turn as saving does.</summary>
    public async Task<int> WriteAsync(Func<Task<int>> write, CancellationToken cancellationToken)
    {
        using var turn = _hasTurn ? null : await SqliteWriteLock.AcquireAsync(Database, cancellationToken);
        return await write();
    }

    /// <summary>
    /// Does the work in one transaction, while nobody else in the cluster does theirs under the same name: what it reads
    /// stays true until it is committed. When it throws, nothing of it is stored.
    /// </summary>
    public async Task<T> RunExclusiveAsync<T>(string name, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        using var turn = await SqliteWriteLock.AcquireAsync(Database, cancellationToken);
        _hasTurn = true;
        try
        {
            await using var transaction = await Database.BeginTransactionAsync(cancellationToken);
            if (Database.IsNpgsql())
            {
                var key = $"art-engine {Schema} {name}";
                await Database.ExecuteSqlRawAsync(TransactionLimits.Turn, cancellationToken);
                await Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({key}, 0))", cancellationToken);
            }

            var answer = await work();
            await transaction.CommitAsync(cancellationToken);
            return answer;
        }
        finally
        {
            _hasTurn = false;
        }
    }

    /// <summary>Deletes undelivered events that name this id.</summary>
    public Task<int> DropEventsAboutAsync(Guid id, CancellationToken cancellationToken)
    {
        var text = id.ToString();
        return WriteAsync(
            () => Set<OutboxMessage>().Where(message => message.Payload.Contains(text)).ExecuteDeleteAsync(cancellationToken),
            cancellationToken);
    }

    /// <summary>
    /// Leaves no trace of deleted rows in SQLite's files; PostgreSQL sees to that itself, in its own time. While somebody
    /// reads all the time it comes to nothing, and happens later.
    /// </summary>
    public async Task ForgetDeletedAsync(CancellationToken cancellationToken)
    {
        if (!Database.IsSqlite())
        {
            return;
        }

        using var turn = await SqliteWriteLock.AcquireAsync(Database, cancellationToken);
        for (var tries = 0; tries < MaxCheckpoints && !await EmptyLogAsync(cancellationToken); tries++)
        {
            await Task.Delay(BetweenCheckpoints, cancellationToken);
        }
    }

    /// <summary>The log beside SQLite's file holds the pages as they were.</summary>
    private async Task<bool> EmptyLogAsync(CancellationToken cancellationToken)
    {
        await Database.OpenConnectionAsync(cancellationToken);
        await using var command = Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        var isBusy = await command.ExecuteScalarAsync(cancellationToken);
        await Database.CloseConnectionAsync();
        return isBusy is 0L;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite cannot order a DateTimeOffset, and every time here is UTC.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        if (Database.IsNpgsql())
        {
            modelBuilder.HasDefaultSchema(Schema);
        }

        modelBuilder.ApplyConfigurationsFromAssembly(GetType().Assembly);
        modelBuilder.ApplyConfiguration(new OutboxMessageConfiguration());
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            }
        }
    }

    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTime>(
        time => time.UtcDateTime,
        time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)));
}
