using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Domain.Batches;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>
/// Takes a batch some way on. An item's job has a key that is the item's own: whatever is broken off, each item becomes one job.
/// </summary>
internal sealed partial class BatchRunner(
    IBatches batches, IImageJobs jobs, JobAcceptance acceptance, TimeProvider clock, ILogger<BatchRunner> log)
{
    private const int AtOnce = 100;

    /// <summary>Jobs that are canceled together share transactions.</summary>
    private const int Parallelism = 16;

    /// <summary>
    /// After so long no other item is begun: others who wait are run, and the batch is read again, as it may have been canceled.
    /// </summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(5);

    public async Task RunAsync(Batch batch, CancellationToken cancellationToken)
    {
        if (batch.CanceledAt is null && batch.NextItem < batch.ItemCount)
        {
            await QueueSomeAsync(batch, cancellationToken);
            return;
        }

        var open = await batches.OpenJobsAsync(batch.Id, AtOnce, cancellationToken);
        if (open.Count == 0)
        {
            await batches.ChangeAsync(batch.Id, row => row.Complete(clock.GetUtcNow()), cancellationToken);
        }
        else if (batch.CanceledAt is not null)
        {
            await Parallel.ForEachAsync(
                open, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
                async (jobId, token) => await jobs.ChangeAsync(jobId, job => job.Cancel(clock.GetUtcNow()), token));
        }
    }

    private async Task QueueSomeAsync(Batch batch, CancellationToken cancellationToken)
    {
        var items = (await batches.ReadAsync(batch.Id, batch.NextItem, cancellationToken)).Take(AtOnce).ToList();
        var began = clock.GetTimestamp();
        var count = 0;
        while (count < items.Count && clock.GetElapsedTime(began) < LongestRun &&
            await TryQueueAsync(batch, batch.NextItem + count, items[count], cancellationToken))
        {
            count++;
        }

        if (count > 0)
        {
            await batches.ChangeAsync(batch.Id, row => row.NoteQueued(batch.NextItem + count, clock.GetUtcNow()), cancellationToken);
        }
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
