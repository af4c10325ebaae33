using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Domain.Batches;
using ArtEngine.Generation.Domain.Jobs;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>
/// Puts the items of batches into the queue as there is room, cancels the jobs of canceled ones, and sees when all have ended, until
/// canceled. One of these runs in the cluster. An item's job has a key that is the item's own: whatever is broken off, each item becomes
/// one job.
/// </summary>
internal sealed record RunBatchesCommand : IRequest;

internal sealed partial class RunBatchesHandler(
    BatchPorts ports, JobAcceptance acceptance, ISignals signals, TimeProvider clock, ILogger<RunBatchesHandler> log)
    : AsyncRequestHandler<RunBatchesCommand>
{
    private const int AtOnce = 100;

    /// <summary>Jobs that are canceled together share transactions.</summary>
    private const int Parallelism = 16;

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    protected override async Task Handle(RunBatchesCommand command, CancellationToken cancellationToken)
    {
        using var subscription = signals.Subscribe(Topics.Batches);
        while (true)
        {
            if (!await LookAsync(cancellationToken))
            {
                await subscription.WaitAsync(LookAnyway, cancellationToken);
            }
        }
    }

    /// <summary>Looks at the batches that are due, so many at a time.</summary>
    /// <returns>Whether there is more to do at once.</returns>
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var isMore = false;
        foreach (var batch in await ports.Schedule.TakeDueAsync(AtOnce, cancellationToken))
        {
            isMore |= await GoOnAsync(batch, cancellationToken);
        }

        return isMore;
    }

    private async Task<bool> GoOnAsync(Batch batch, CancellationToken cancellationToken)
    {
        if (batch.CanceledAt is null && batch.NextItem < batch.ItemCount)
        {
            return await QueueSomeAsync(batch, cancellationToken);
        }

        var open = await ports.Batches.OpenJobsAsync(batch.Id, AtOnce, cancellationToken);
        if (open.Count == 0)
        {
            await ports.Batches.ChangeAsync(batch.Id, row => row.Complete(clock.GetUtcNow()), cancellationToken);
        }
        else if (batch.CanceledAt is not null)
        {
            await Parallel.ForEachAsync(
                open, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
                async (jobId, token) => await ports.Jobs.ChangeAsync(jobId, job => job.Cancel(clock.GetUtcNow()), token));
        }

        return false;
    }

    /// <returns>Whether there is room for more.</returns>
    private async Task<bool> QueueSomeAsync(Batch batch, CancellationToken cancellationToken)
    {
        var items = (await ports.Batches.ReadAsync(batch.Id, batch.NextItem, cancellationToken)).Take(AtOnce).ToList();
        var count = 0;
        while (count < items.Count && await TryQueueAsync(batch, batch.NextItem + count, items[count], cancellationToken))
        {
            count++;
        }

        if (count > 0)
        {
            await ports.Batches.ChangeAsync(batch.Id, row => row.NoteQueued(batch.NextItem + count, clock.GetUtcNow()), cancellationToken);
        }

        return count == items.Count;
    }

    /// <returns>False when there is no room just now.</returns>
    private async Task<bool> TryQueueAsync(
        Batch batch, int index, Dictionary<string, JsonElement> item, CancellationToken cancellationToken)
    {
        try
        {
            await acceptance.AcceptAsync(CommandOf(batch, index, item), cancellationToken);
            return true;
        }
        catch (AppException refused) when (refused.Kind is ErrorKind.TooMany or ErrorKind.Unavailable)
        {
            return false;
        }
        catch (AppException refused)
        {
            // What was there when the batch was accepted is not any more: a picture, a server.
            Refused(batch.Id, index, refused.Message);
            await acceptance.AddEndedAsync(Refusal(batch, index, item, refused), cancellationToken);
            return true;
        }
    }

    private static GenerateImageCommand CommandOf(Batch batch, int index, Dictionary<string, JsonElement> item) => new(
        batch.UserId, batch.WorkflowName, BatchItems.ParametersOf(batch, item), batch.Priority,
        batch.Metadata is { } metadata ? JsonElement.Parse(metadata) : null, KeyOf(batch, index))
    {
        Earlier = new(batch.Id, batch.TemplateKey),
        Batch = new BatchPlace(batch.Id, index),
        WebhookUrl = batch.WebhookUrl,
        MayGoFirst = batch.MayGoFirst,
    };

    private static string KeyOf(Batch batch, int index) => FormattableString.Invariant($"batch {batch.Id} {index}");

    private ImageJob Refusal(Batch batch, int index, Dictionary<string, JsonElement> item, AppException refused)
    {
        var now = clock.GetUtcNow();
        var request = new JobRequest(
            Guid.CreateVersion7(now), batch.UserId, batch.WorkflowName, WorkflowVersion: "",
            JsonSerializer.Serialize(BatchItems.ParametersOf(batch, item)), batch.Metadata, Graph: "{}", OutputNodeId: "", NodeCount: 0,
            batch.Priority, KeyOf(batch, index), RequestHash: null, TraceParent: null, Checkpoint: null, CancelAt: null,
            StallSeconds: null, RenderSeconds: null)
        {
            Batch = new BatchPlace(batch.Id, index),
            WebhookUrl = batch.WebhookUrl,
        };
        return ImageJob.Refuse(request, new(refused.Code, refused.Message), now);
    }

    [LoggerMessage(LogLevel.Information, "Item {Index} of batch {BatchId} cannot be made any more: {Reason}")]
    private partial void Refused(Guid batchId, int index, string reason);
}

/// <summary>What reads and stores batches and their jobs.</summary>
internal sealed record BatchPorts(IBatches Batches, IBatchSchedule Schedule, IImageJobs Jobs);
