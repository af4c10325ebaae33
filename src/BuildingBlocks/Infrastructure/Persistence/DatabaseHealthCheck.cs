using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArtEngine.BuildingBlocks.Infrastructure.Persistence;

/// <summary>Whether a module's database answers and takes what is stored.</summary>
internal sealed class DatabaseHealthCheck<TContext>(
    IDbContextFactory<TContext> contexts, DatabaseCondition<TContext> condition) : IHealthCheck
    where TContext : ModuleDbContext
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if (condition.Trouble is null)
            {
                await ReadAsync(db, cancellationToken);
            }
            else
            {
                await WriteAsync(db, cancellationToken);
            }

            condition.ReportWell();
            return condition.Trouble is { } trouble ? Unusable(trouble) : HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (TransientDatabaseErrors.IsReasonOf(exception))
        {
            return Unusable(exception.GetBaseException().Message);
        }
    }

    private static HealthCheckResult Unusable(string reason) => HealthCheckResult.Unhealthy($"The database cannot be used: {reason}");

    private static Task<bool> ReadAsync(TContext db, CancellationToken cancellationToken) =>
        db.Set<OutboxMessage>().AnyAsync(cancellationToken);

    /// <summary>A full disk can be read from: only what was written tells that there is room again. Nobody ever sees the row.</summary>
    private static async Task WriteAsync(TContext db, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var probe = db.Add(OutboxMessage.Probe()).Entity;
        await db.SaveChangesAsync(cancellationToken);
        db.Remove(probe);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
