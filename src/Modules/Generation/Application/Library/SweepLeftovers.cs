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
        Leftover? last = null;
        while (true)
        {
            (last, var isHalted) = await SweepAttemptsAsync(last, cancellationToken);
            if (clock.GetUtcNow() >= nextUnfinished && await TrySweepUnfinishedAsync(cancellationToken))
            {
                nextUnfinished = clock.GetUtcNow() + LongestSave;
            }

            if (last is null || isHalted)
            {
                await Task.Delay(Interval, clock, cancellationToken);
            }
        }
    }

    /// <summary>Goes on behind the last one: those whose files cannot be deleted come again when all others had their turn.</summary>
    /// <returns>The last one of now, null when there are no more; and whether not one could be swept, as when the store is away.</returns>
    private async Task<(Leftover? Last, bool IsHalted)> SweepAttemptsAsync(Leftover? last, CancellationToken cancellationToken)
    {
        var ended = await leftovers.EndedBeforeAsync(clock.GetUtcNow() - MayStillArrive, last, AtOnce, cancellationToken);
        var (count, swept) = (0, 0);
        foreach (var leftover in ended)
        {
            if (await TryAsync(() => store.DeleteAllExceptAsync(leftover.Prefix, leftover.OutputKeys, cancellationToken)) is { } deleted)
            {
                await leftovers.NoteSweptAsync(leftover.AttemptId, cancellationToken);
                count += deleted;
                swept++;
            }
        }

        Swept(count);
        return (ended.Count == AtOnce ? ended[^1] : null, swept == 0);
    }

    private async Task<bool> TrySweepUnfinishedAsync(CancellationToken cancellationToken)
    {
        var deleted = await TryAsync(() => store.DeleteUnfinishedAsync(clock.GetUtcNow() - LongestSave, cancellationToken));
        Swept(deleted ?? 0);
        return deleted is not null;
    }

    /// <returns>How many files were deleted; null when the store could not do its part.</returns>
    private async Task<int?> TryAsync(Func<Task<int>> delete)
    {
        try
        {
            return await delete();
        }
        catch (IOException exception)
        {
            StoreFailed(exception.Message);
            return null;
        }
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
