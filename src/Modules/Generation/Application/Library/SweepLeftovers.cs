using ArtEngine.Generation.Application.Library.Storage;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Library;

/// <summary>
/// Deletes from the store what belongs to no output, until canceled: files of attempts that came to nothing, and what a
/// dead process left half-stored. One of these runs in the cluster.
/// </summary>
internal sealed record SweepLeftoversCommand : IRequest;

internal sealed partial class SweepLeftoversHandler(
    ILeftovers leftovers, IBlobStore store, TimeProvider clock, ILogger<SweepLeftoversHandler> log)
    : AsyncRequestHandler<SweepLeftoversCommand>
{
    private const int AtOnce = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>A node that was frozen may go on storing files of an attempt that another node closed meanwhile.</summary>
    private static readonly TimeSpan MayStillArrive = TimeSpan.FromMinutes(10);

    /// <summary>Much longer than one file takes.</summary>
    private static readonly TimeSpan LongestSave = TimeSpan.FromDays(1);

    protected override async Task Handle(SweepLeftoversCommand command, CancellationToken cancellationToken)
    {
        var nextUnfinished = clock.GetUtcNow();
        while (true)
        {
            var mayBeMore = false;
            try
            {
                mayBeMore = await SweepAttemptsAsync(cancellationToken);
                if (clock.GetUtcNow() >= nextUnfinished)
                {
                    Swept(await store.DeleteUnfinishedAsync(clock.GetUtcNow() - LongestSave, cancellationToken));
                    nextUnfinished = clock.GetUtcNow() + LongestSave;
                }
            }
            catch (IOException exception)
            {
                StoreFailed(exception.Message);
            }

            if (!mayBeMore)
            {
                await Task.Delay(Interval, clock, cancellationToken);
            }
        }
    }

    /// <returns>Whether there may be more to do at once.</returns>
    private async Task<bool> SweepAttemptsAsync(CancellationToken cancellationToken)
    {
        var ended = await leftovers.EndedBeforeAsync(clock.GetUtcNow() - MayStillArrive, AtOnce, cancellationToken);
        var count = 0;
        foreach (var leftover in ended)
        {
            count += await store.DeleteAllExceptAsync(leftover.Prefix, leftover.OutputKeys, cancellationToken);
            await leftovers.NoteSweptAsync(leftover.AttemptId, cancellationToken);
        }

        Swept(count);
        return ended.Count == AtOnce;
    }

    private void Swept(int count)
    {
        if (count > 0)
        {
            Deleted(count);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Files} files that belong to no output were deleted from the store")]
    private partial void Deleted(int files);

    [LoggerMessage(LogLevel.Warning, "Files that belong to no output could not be deleted from the store; it is tried again: {Reason}")]
    private partial void StoreFailed(string reason);
}
