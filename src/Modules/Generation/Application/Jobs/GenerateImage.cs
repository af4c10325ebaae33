using System.Text.Json;
using ArtEngine.Generation.Application.Jobs.Acceptance;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Domain.Jobs;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>Puts a picture in the queue. Answers the job: a new one, or that made earlier with the same key.</summary>
internal sealed record GenerateImageCommand(
    Guid UserId,
    string WorkflowName,
    IReadOnlyDictionary<string, JsonElement> Parameters,
    int Priority,
    JsonElement? Metadata,
    string? IdempotencyKey,
    TimeSpan? CancelAfter = null) : IRequest<JobRow>
{
    /// <summary>The job that is made again, of what it was made of; null for the workflow as it is now.</summary>
    public EarlierJob? Earlier { get; init; }

    /// <summary>The item of a batch that it is made of; null when it is none's.</summary>
    public BatchPlace? Batch { get; init; }

    /// <summary>Where messages of the job go, besides the caller's webhooks; null for nowhere.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>Whether the caller may have a job of a priority above 0 go before those of all others.</summary>
    public bool MayGoFirst { get; init; }

    /// <summary>The turn that the job waits in; null for the user's own.</summary>
    public Guid? TurnId => MayGoFirst && Priority > 0 ? ImageJob.PriorityTurn : null;

    /// <summary>Whether a repeated request is refused, too, instead of being answered with the job of the first.</summary>
    public bool IsKeySingleUse { get; init; }
}

/// <summary>A job that is made again, or a batch whose jobs are made one after the other.</summary>
/// <param name="JobId">The job, or the batch.</param>
/// <param name="TemplateKey">What it was made of.</param>
internal sealed record EarlierJob(Guid JobId, string TemplateKey);

internal sealed class GenerateImageValidator : AbstractValidator<GenerateImageCommand>
{
    public GenerateImageValidator()
    {
        RuleFor(command => command.WorkflowName).MustBeWorkflowName();
        RuleFor(command => command.Priority).MustBePriority();
        RuleFor(command => command.IdempotencyKey).MustBeIdempotencyKey();
        RuleFor(command => command.WebhookUrl).MustBeWebhookUrl();
        RuleFor(command => command.CancelAfter).MustBeCancelAfter();
        RuleFor(command => command.Metadata).MustBeMetadata();
        RuleFor(command => command.Parameters).MustBeParameters();
    }
}

internal sealed class GenerateImageHandler(JobAcceptance acceptance) : IRequestHandler<GenerateImageCommand, JobRow>
{
    public Task<JobRow> Handle(GenerateImageCommand command, CancellationToken cancellationToken) =>
        acceptance.AcceptAsync(command, cancellationToken);
}
