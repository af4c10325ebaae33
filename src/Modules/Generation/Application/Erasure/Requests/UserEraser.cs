using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Domain.Erasure;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Erasure.Requests;

/// <summary>Erases what is kept of one deleted user.</summary>
internal sealed partial class UserEraser(
    IErasures erasures, IImageJobs jobs, IBlobStore store, DeletedJobs deleted, TimeProvider clock, ILogger<UserEraser> log)
{
    /// <summary>Does what can be done now; what the store cannot do throws an <see cref="IOException"/> and is done later.</summary>
    public async Task EraseAsync(UserErasure erasure, CancellationToken cancellationToken)
    {
        var open = await CancelAsync(erasure.UserId, cancellationToken);
        // Pictures before rows: rows that are left make the next look come, pictures alone would not.
        var pictures = await store.DeleteAllAsync($"{erasure.UserId}/", cancellationToken);
        var ended = await erasures.DeleteJobsAsync(
            erasure.UserId, evenOpen: erasure.MayForceAt(clock.GetUtcNow()), cancellationToken);
        var belongings = await erasures.DeleteBelongingsAsync(erasure.UserId, cancellationToken);
        deleted.Report(ended);
        if (open + pictures + ended.Count + belongings == 0)
        {
            await erasures.ForgetDeletedAsync(cancellationToken);
        }

        Note(erasure, open, Math.Max(pictures, belongings), ended.Count);
        await erasures.SaveAsync(erasure, isOver: erasure.IsOverAt(clock.GetUtcNow()), cancellationToken);
    }

    /// <returns>How many jobs are still at a server.</returns>
    private async Task<int> CancelAsync(Guid userId, CancellationToken cancellationToken)
    {
        var open = 0;
        foreach (var jobId in await erasures.OpenJobsAsync(userId, cancellationToken))
        {
            var job = await jobs.ChangeAsync(jobId, job => job.Cancel(clock.GetUtcNow()), cancellationToken);
            open += job is { HasEnded: false } ? 1 : 0;
        }

        return open;
    }

    private void Note(UserErasure erasure, int open, int pictures, int ended)
    {
        if (open + pictures + ended > 0)
        {
            erasure.FoundSomething(clock.GetUtcNow());
        }
        else
        {
            erasure.FoundNothing(clock.GetUtcNow());
        }

        if (pictures + ended > 0)
        {
            Erased(erasure.UserId, ended, pictures, open);
        }
    }

    [LoggerMessage(LogLevel.Information,
        "User {UserId} is erased: {Jobs} jobs and {Files} files are gone, {Open} jobs are at a server " +
        "still")]
    private partial void Erased(Guid userId, int jobs, int files, int open);
}
