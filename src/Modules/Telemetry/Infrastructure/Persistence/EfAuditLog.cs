using ArtEngine.BuildingBlocks;
using ArtEngine.Telemetry.Application.Audit;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Telemetry.Infrastructure.Persistence;

internal sealed class EfAuditLog(IDbContextFactory<TelemetryDbContext> contexts, TimeProvider clock) : IAuditLog, IAuditEntries
{
    public async Task<long> BeginAsync(AdminAct act, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = new AuditRow
        {
            At = clock.GetUtcNow(),
            UserId = act.UserId,
            ApiKey = act.ApiKey,
            Method = act.Method,
            Path = act.Path,
        };
        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        return row.Id;
    }

    public async Task EndAsync(long entry, int status, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            () => db.Audit.Where(row => row.Id == entry).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Status, (int?)status), cancellationToken),
            cancellationToken);
    }

    public async Task<IReadOnlyList<AuditEntry>> ListAsync(long? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = before is { } last ? db.Audit.Where(row => row.Id < last) : db.Audit;
        return await rows.OrderByDescending(row => row.Id).Take(limit)
            .Select(row => new AuditEntry(row.Id, row.At, row.UserId, row.ApiKey, row.Method, row.Path, row.Status))
            .ToListAsync(cancellationToken);
    }
}
