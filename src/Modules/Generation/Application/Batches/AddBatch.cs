using System.Text.Json;
using ArtEngine.Generation.Application.Batches.Sweeps;
using ArtEngine.Generation.Application.Batches.Views;
using ArtEngine.Generation.Application.Jobs.Acceptance;
using ArtEngine.Workflows.Contracts;
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
        RuleFor(command => command.WorkflowName).MustBeWorkflowName();
        // What a batch is made of is kept until it has ended, and a graph of a caller's own is kept with its job alone.
        RuleFor(command => command.WorkflowName).NotEqual(RawGraph.WorkflowName)
            .WithMessage($"A batch is made of a stored workflow; send \"{RawGraph.WorkflowName}\" one by one, or store the graph first.");
        RuleFor(command => command.IdempotencyKey).MustBeIdempotencyKey();
        RuleFor(command => command.Priority).MustBePriority();
        RuleFor(command => command.WebhookUrl).MustBeWebhookUrl();
        RuleFor(command => command.Sweep.Count).InclusiveBetween(1, Sweep.Most).OverridePropertyName("count");
        RuleFor(command => command.Metadata).MustBeMetadata();
        RuleFor(command => command.Parameters).MustBeParameters();
    }
}

internal sealed class AddBatchHandler(BatchAcceptance acceptance) : IRequestHandler<AddBatchCommand, BatchView>
{
    public Task<BatchView> Handle(AddBatchCommand command, CancellationToken cancellationToken) =>
        acceptance.AcceptAsync(command, cancellationToken);
}
