using ArtEngine.Generation.Application.Jobs.Storage;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfTurns(IDbContextFactory<GenerationDbContext> contexts) : ITurns
{
    public async Task ChangeAsync(Guid? userId, TurnTerms terms, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var turns = userId is { } user
            ? db.Turns.Where(turn => turn.UserId == user)
            : db.Turns.Where(turn => turn.Plan == terms.Plan);
        await db.WriteAsync(() => ChangeAsync(turns, terms, cancellationToken), cancellationToken);
    }

    public async Task ChangeOfProgramAsync(Guid programId, string before, TurnTerms terms, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var turns = db.Turns.Where(turn => turn.ProgramId == programId && turn.Plan == before);
        await db.WriteAsync(() => ChangeAsync(turns, terms, cancellationToken), cancellationToken);
    }

    public async Task<int> CountWaitingAsync(Guid programId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await CountWaitingAsync(db, programId, cancellationToken);
    }

    /// <summary>The turn of this job is there, and has what the plan gives; it is locked until the transaction ends.</summary>
    /// <returns>Whether there is room for one more.</returns>
    public static async Task<bool> PrepareAsync(
        GenerationDbContext db, Guid turnId, Guid userId, TurnTerms terms, CancellationToken cancellationToken)
    {
        await (db.Database.IsNpgsql()
            ? db.Database.ExecuteSqlAsync(
                $"INSERT INTO generation.turns (id, user_id) VALUES ({turnId}, {userId}) ON CONFLICT (id) DO NOTHING", cancellationToken)
            : db.Database.ExecuteSqlAsync(
                $"INSERT INTO turns (id, user_id) VALUES ({turnId}, {userId}) ON CONFLICT (id) DO NOTHING", cancellationToken));
        await ChangeAsync(db.Turns.Where(turn => turn.Id == turnId), terms, cancellationToken);
        var turn = db.Turns.Where(turn => turn.Id == turnId);
        await turn.ExecuteUpdateAsync(set => set.SetProperty(one => one.ProgramId, terms.ProgramId), cancellationToken);
        return await turn.Select(one => one.Waiting).SingleAsync(cancellationToken) < terms.MaxWaiting &&
            (terms.MaxWaitingOfProgram is not { } most ||
                await CountWaitingAsync(db, terms.ProgramId, cancellationToken) < most);
    }

    private static Task<int> CountWaitingAsync(GenerationDbContext db, Guid? programId, CancellationToken cancellationToken) =>
        db.Turns.Where(one => one.ProgramId == programId && one.ProgramId != null && one.Waiting > 0)
            .SumAsync(one => one.Waiting, cancellationToken);

    private static Task<int> ChangeAsync(IQueryable<Turn> turns, TurnTerms terms, CancellationToken cancellationToken)
    {
        var most = terms.MaxRunning ?? int.MaxValue;
        return turns.ExecuteUpdateAsync(
            set => set.SetProperty(turn => turn.Plan, terms.Plan).SetProperty(turn => turn.Weight, terms.Weight)
                .SetProperty(turn => turn.MaxRunning, terms.MaxRunning)
                .SetProperty(turn => turn.IsReady, turn => turn.Waiting > 0 && turn.AtWork < most),
            cancellationToken);
    }
}
