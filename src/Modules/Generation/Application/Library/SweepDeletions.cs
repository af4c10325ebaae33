using System.Collections.Concurrent;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Deletions;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Domain.Library;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Library;

/// <summary>Deletes the files of jobs and outputs that were deleted, until canceled. One of these runs in the cluster.</summary>
internal sealed record SweepDeletionsCommand : IRequest;

internal sealed partial class SweepDeletionsHandler(
    IDeletions deletions, IBlobStore store, ISignals signals, TimeProvider clock, ILogger<SweepDeletionsHandler> log)
    : AsyncRequestHandler<SweepDeletionsCommand>
{
    /// <summary>So few that other users of the store are hardly delayed.</summary>
    private const int AtOnce = 100;
    private const int Parallel = 4;

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    /// <summary>What cannot be deleted holds up nothing else.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task Handle(SweepDeletionsCommand command, CancellationToken cancellationToken)
    {
        using var subscription = signals.Subscribe(Topics.Deletions);
        using var pace = new PacedWork(clock, LongestRest);
        while (true)
        {
            if (!await pace.RunAsync(() => SweepAsync(cancellationToken), cancellationToken))
            {
                await subscription.WaitAsync(LookAnyway, cancellationToken);
            }
        }
    }

    /// <returns>Whether there may be more to do at once.</returns>
    private async Task<bool> SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var due = await deletions.DueAsync(now, AtOnce, cancellationToken);
        var failed = new ConcurrentBag<Guid>();
        IOException? reason = null;
        await System.Threading.Tasks.Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (deletion, token) =>
            {
                if (await TryDeleteAsync(deletion, token) is { } fault)
                {
                    reason = fault;
                    failed.Add(deletion.Id);
                }
            });
        await deletions.NoteSweptAsync([.. due.Select(deletion => deletion.Id).Except(failed)], now, cancellationToken);
        if (!failed.IsEmpty)
        {
            NotDeleted(failed.Count, due.Count, reason!.Message);
            await deletions.PostponeAsync([.. failed], now + Pause, cancellationToken);
        }

        // When nothing could be deleted the store is away, and needs no haste.
        return due.Count == AtOnce && failed.Count < due.Count;
    }

    /// <returns>Why the store could not.</returns>
    private async ValueTask<IOException?> TryDeleteAsync(Deletion deletion, CancellationToken cancellationToken)
    {
        try
        {
            await (deletion.IsPrefix
                ? store.DeleteAllAsync(deletion.Path, cancellationToken)
                : store.DeleteAsync(deletion.Path, cancellationToken));
            return null;
        }
        catch (IOException exception)
        {
            return exception;
        }
    }

    [LoggerMessage(LogLevel.Warning,
        "The files of {Failed} of {Count} deleted jobs and outputs are still in the store; they are tried again: {Reason}")]
    private partial void NotDeleted(int failed, int count, string reason);
}
