using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Batches.Sweeps;
using ArtEngine.Generation.Application.Batches.Views;
using ArtEngine.Generation.Application.Jobs.Acceptance;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Domain.Batches;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>Accepts many jobs of one workflow at once, all or none. Each is checked; they come into the queue as there is room.</summary>
internal sealed record AddBatchCommand(
    Guid UserId, string WorkflowName, IReadOnlyDictionary<string, JsonElement> Parameters, Sweep Sweep, int Priority, JsonElement? Metadata)
    : IRequest<BatchView>
{
    /// <summary>A repeated request with the same key is answered with the same batch; null when it may be made again.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The batch whose failed items are made once more; null for another one.</summary>
    public Guid? RerunOf { get; init; }

    /// <summary>What the jobs are made of; null for the workflow as it is now.</summary>
    public string? TemplateKey { get; init; }

    /// <summary>Where messages of the batch and its jobs go, besides the caller's webhooks; null for nowhere.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>Whether the caller may have jobs of a priority above 0 go before those of all others.</summary>
    public bool MayGoFirst { get; init; }
}

internal sealed class AddBatchValidator : AbstractValidator<AddBatchCommand>
{
    public AddBatchValidator()
    {
        RuleFor(command => command.WorkflowName).NotEmpty().MaximumLength(200).Must(name => StorableText.Is(name))
            .WithMessage(StorableText.Rule);
        RuleFor(command => command.IdempotencyKey).MustBeIdempotencyKey();
        RuleFor(command => command.Priority).InclusiveBetween(-10, 10);
        RuleFor(command => command.WebhookUrl).Must(url => StorableText.Is(url)).WithMessage(StorableText.Rule);
        RuleFor(command => command.Sweep.Count).InclusiveBetween(1, Sweep.Most).OverridePropertyName("count");
        RuleFor(command => command.Metadata).MustBeMetadata();
        RuleFor(command => command.Parameters).Must(parameters => StorableText.FindFault(parameters) is null)
            .WithMessage(StorableText.Rule);
    }
}

internal sealed class AddBatchHandler(
    IBatches batches, BatchCheck check, IJobAudience audience, ISignals signals, TimeProvider clock)
    : IRequestHandler<AddBatchCommand, BatchView>
{
    private const int MostOpen = 20;

    /// <summary>Values as they came: they are not checked yet.</summary>
    private static readonly JsonSerializerOptions AsSent = new() { Converters = { new RawValues() } };

    public async Task<BatchView> Handle(AddBatchCommand command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = command.IdempotencyKey is null ? Guid.CreateVersion7(now) : KeyedId(command);
        if (command.IdempotencyKey is not null && await FindAsync(id, command.UserId, cancellationToken) is { } repeated)
        {
            return repeated;
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
            return await FindAsync(id, command.UserId, cancellationToken) ?? throw new AppException(
                ErrorKind.TooMany, "too_many_batches", $"{MostOpen} batches of yours have not ended; send more when one has.");
        }

        signals.Notify(Topics.Batches);
        return BatchView.Of(batch, BatchTally.Empty);
    }

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
