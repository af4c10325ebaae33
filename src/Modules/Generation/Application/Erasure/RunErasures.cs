using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Erasure.Requests;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Domain.Erasure;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Erasure;

/// <summary>
/// Erases what is kept of deleted users, until canceled. At most one of these runs at any time. Each look does what can be
/// done now and may be broken off anywhere: the next one finds what is left.
/// </summary>
internal sealed record RunErasuresCommand : IRequest;

internal sealed partial class RunErasuresHandler(
    IErasures erasures, IImageJobs jobs, IBlobStore store, IProgressStore board, ISignals signals, TimeProvider clock, ILogger<RunErasuresHandler> log)
    : AsyncRequestHandler<RunErasuresCommand>
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(10);

    protected override async Task Handle(RunErasuresCommand command, CancellationToken cancellationToken)
    {
        using var subscription = signals.Subscribe(Topics.Erasures);
        while (true)
        {
            var wait = await LookAsync(cancellationToken);
            await subscription.WaitAsync(wait, cancellationToken);
        }
    }

    /// <returns>How long to wait for the next look.</returns>
    private async Task<TimeSpan> LookAsync(CancellationToken cancellationToken)
    {
        var wait = LookAnyway;
        foreach (var erasure in await erasures.AllAsync(cancellationToken))
        {
            if (erasure.NotBefore <= clock.GetUtcNow() && !await TryEraseAsync(erasure, cancellationToken))
            {
                wait = Shorter(wait, StoreRetry);
                continue;
            }

            wait = Shorter(wait, erasure.NotBefore - clock.GetUtcNow());
        }

        return wait;
    }

    /// <returns>False when the store of outputs could not do its part.</returns>
    private async Task<bool> TryEraseAsync(UserErasure erasure, CancellationToken cancellationToken)
    {
        try
        {
            await EraseAsync(erasure, cancellationToken);
            return true;
        }
        catch (IOException exception)
        {
            StoreFailed(erasure.UserId, exception.Message);
            return false;
        }
    }

    private async Task EraseAsync(UserErasure erasure, CancellationToken cancellationToken)
    {
        var open = await CancelAsync(erasure.UserId, cancellationToken);
        // Pictures before rows: rows that are left make the next look come, pictures alone would not.
        var pictures = await store.DeleteAllAsync($"{erasure.UserId}/", cancellationToken);
        var ended = await erasures.DeleteJobsAsync(erasure.UserId, evenOpen: erasure.MayForceAt(clock.GetUtcNow()), cancellationToken);
        var uploads = await erasures.DeleteUploadsAsync(erasure.UserId, cancellationToken);
        foreach (var jobId in ended)
        {
            board.Forget(jobId);
            signals.Notify(Topics.Job(jobId));
        }

        if (ended.Count > 0)
        {
            signals.Notify(Topics.Jobs);
        }

        if (open + pictures + ended.Count + uploads == 0)
        {
            await erasures.ForgetDeletedAsync(cancellationToken);
        }

        Note(erasure, open, Math.Max(pictures, uploads), ended.Count);
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

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => other < TimeSpan.Zero ? TimeSpan.Zero : one < other ? one : other;

    [LoggerMessage(LogLevel.Information, "User {UserId} is erased: {Jobs} jobs and {Files} files are gone, {Open} jobs are at a server still")]
    private partial void Erased(Guid userId, int jobs, int files, int open);

    [LoggerMessage(LogLevel.Error, "The files of the erased user {UserId} could not be deleted; it is tried again: {Reason}")]
    private partial void StoreFailed(Guid userId, string reason);
}
