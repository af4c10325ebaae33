using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Batches.Sweeps;
using ArtEngine.Generation.Application.Batches.Views;
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
    /// <summary>What the jobs are made of; null for the workflow as it is now.</summary>
    public string? TemplateKey { get; init; }

    /// <summary>Where messages of the batch and its jobs go, besides the caller's webhooks; null for nowhere.</summary>
    public string? WebhookUrl { get; init; }
}

internal sealed class AddBatchValidator : AbstractValidator<AddBatchCommand>
{
    private const int MaxMetadata = 4_096;

    public AddBatchValidator()
    {
        RuleFor(command => command.WorkflowName).NotEmpty().MaximumLength(200).Must(name => StorableText.Is(name))
            .WithMessage(StorableText.Rule);
        RuleFor(command => command.Priority).InclusiveBetween(-10, 10);
        RuleFor(command => command.WebhookUrl).Must(url => StorableText.Is(url)).WithMessage(StorableText.Rule);
        RuleFor(command => command.Sweep.Count).InclusiveBetween(1, Sweep.Most).OverridePropertyName("count");
        RuleFor(command => command.Metadata)
            .Must(metadata => metadata is null or { ValueKind: JsonValueKind.Object }).WithMessage("Must be a JSON object.")
            .Must(metadata => metadata is null || metadata.Value.GetRawText().Length <= MaxMetadata)
            .WithMessage($"May have at most {MaxMetadata} characters of JSON.")
            .Must(metadata => metadata is null || StorableText.FindFault(metadata.Value) is null).WithMessage(StorableText.Rule);
        RuleFor(command => command.Parameters).Must(parameters => StorableText.FindFault(parameters) is null)
            .WithMessage(StorableText.Rule);
    }
}

internal sealed class AddBatchHandler(
    IBatches batches, BatchCheck check, IJobAudience audience, ISignals signals, TimeProvider clock)
    : IRequestHandler<AddBatchCommand, BatchView>
{
    private const int MostOpen = 20;

    public async Task<BatchView> Handle(AddBatchCommand command, CancellationToken cancellationToken)
    {
        var items = command.Sweep.Expand();
        if (command.WebhookUrl is { } url)
        {
            await audience.EnsureAllowedAsync(command.UserId, url, cancellationToken);
        }

        var workflow = await check.EnsureAllAsync(command, items, cancellationToken);
        var now = clock.GetUtcNow();
        var batch = Batch.Accept(
            new(
                Guid.CreateVersion7(now), command.UserId, workflow.Name, workflow.TemplateKey!,
                JsonSerializer.Serialize(command.Parameters), command.Metadata?.GetRawText(), command.Priority, items.Count,
                command.WebhookUrl),
            now);
        if (!await batches.TryAddAsync(batch, BatchItems.Split(batch.Id, items), MostOpen, cancellationToken))
        {
            throw new AppException(
                ErrorKind.TooMany, "too_many_batches", $"{MostOpen} batches of yours have not ended; send more when one has.");
        }

        signals.Notify(Topics.Batches);
        return BatchView.Of(batch, BatchTally.Empty);
    }
}
