using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Batches.Views;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Batches;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>Makes what is asked for a batch, or finds the one that was made of it.</summary>
internal sealed class BatchAcceptance(IBatches batches, BatchCheck check, IJobAudience audience, ISignals signals, TimeProvider clock)
    : IDisposable
{
    private const int MostOpen = 20;

    /// <summary>Those of one user are checked one after the other: thousands of items keep the processors busy for a second.</summary>
    private readonly PartitionedRateLimiter<Guid> _turns = ConcurrencyLimits.PerKey<Guid>(1, waiting: MostOpen);

    /// <summary>Values as they came: they are not checked yet.</summary>
    private static readonly JsonSerializerOptions AsSent = new() { Converters = { new RawValues() } };

    /// <param name="command">What is asked for, validated.</param>
    /// <param name="cancellationToken">Ends the wait for it; the batch may be stored all the same.</param>
    public async Task<BatchView> AcceptAsync(AddBatchCommand command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = command.IdempotencyKey is null ? Guid.CreateVersion7(now) : KeyedId(command);
        using var turn = await _turns.AcquireAsync(command.UserId, cancellationToken: cancellationToken);
        if (command.IdempotencyKey is not null && await FindAsync(id, command.UserId, cancellationToken) is { } repeated)
        {
            return repeated;
        }

        if (!turn.IsAcquired)
        {
            throw new AppException(
                ErrorKind.TooMany, "too_many_batches",
                "So many batches of yours are being checked just now; send this one again in a moment.");
        }

        if (await batches.CountOpenAsync(command.UserId, cancellationToken) >= MostOpen)
        {
            throw TooMany();
        }

        var items = command.Sweep.Expand();
        if (command.WebhookUrl is { } url)
        {
            await audience.EnsureAllowedAsync(command.UserId, url, cancellationToken);
        }

        var workflow = await check.EnsureAllAsync(command, items, cancellationToken);
        var batch = Batch.Accept(
            new(
                id, command.UserId, workflow.Name, workflow.TemplateKey!,
                JsonSerializer.Serialize(command.Parameters), command.Metadata?.GetRawText(), command.Priority, items.Count,
                command.WebhookUrl, command.MayGoFirst),
            now);
        if (!await batches.TryAddAsync(batch, BatchItems.Split(batch.Id, items), MostOpen, cancellationToken))
        {
            return await FindAsync(id, command.UserId, cancellationToken) ?? throw TooMany();
        }

        signals.Notify(Topics.Batches);
        return BatchView.Of(batch, BatchTally.Empty);
    }

    public void Dispose() => _turns.Dispose();

    private static AppException TooMany() => new(
        ErrorKind.TooMany, "too_many_batches", $"{MostOpen} batches of yours have not ended; send more when one has.");

    /// <summary>
    /// Made of the caller, the key and what is asked for: such a request is stored once, whoever repeats it when and at which node. It is
    /// forgotten with the batch.
    /// </summary>
    private static Guid KeyedId(AddBatchCommand command)
    {
        // By the time of the repetition more of the other batch may have failed.
        object request = command.RerunOf is { } other
            ? new { command.UserId, command.IdempotencyKey, other }
            : new
            {
                command.UserId,
                command.IdempotencyKey,
                command.WorkflowName,
                command.Parameters,
                command.Sweep,
                command.Priority,
                command.Metadata,
                command.WebhookUrl,
            };
        var id = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, AsSent)).AsSpan(..16);
        // Version 8 of RFC 9562, which says nothing about the rest.
        id[6] = (byte)((id[6] & 0x0f) | 0x80);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new(id, bigEndian: true);
    }

    private async Task<BatchView?> FindAsync(Guid id, Guid userId, CancellationToken cancellationToken) =>
        await batches.FindAsync(id, userId, cancellationToken) is { } batch ? await batches.ViewAsync(batch, cancellationToken) : null;

    private sealed class RawValues : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
    }
}
