using System.Security.Cryptography;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Acceptance;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Jobs.Traces;
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
    private static readonly TimeSpan LongestCancelAfter = TimeSpan.FromDays(7);

    public GenerateImageValidator()
    {
        RuleFor(command => command.WorkflowName).NotEmpty().MaximumLength(200).Must(name => StorableText.Is(name))
            .WithMessage(StorableText.Rule);
        RuleFor(command => command.Priority).InclusiveBetween(-10, 10);
        RuleFor(command => command.IdempotencyKey).MustBeIdempotencyKey();
        RuleFor(command => command.WebhookUrl).Must(url => StorableText.Is(url)).WithMessage(StorableText.Rule);
        RuleFor(command => command.CancelAfter)
            .Must(after => after is null || (after >= TimeSpan.FromSeconds(1) && after <= LongestCancelAfter))
            .WithMessage($"The header Cancel-After takes 1 to {LongestCancelAfter.TotalSeconds:0} seconds.");
        RuleFor(command => command.Metadata).MustBeMetadata();
        RuleFor(command => command).Custom(EnsureStorableText);
    }

    private static void EnsureStorableText(GenerateImageCommand command, ValidationContext<GenerateImageCommand> context)
    {
        if (StorableText.FindFault(command.Parameters) is { } fault)
        {
            context.AddFailure($"/parameters{fault}", StorableText.Rule);
        }
    }
}

internal sealed class GenerateImageHandler(
    IImageJobs jobs, IJobReads reads, JobPreparation preparation, JobAdmission admission, IJobAudience audience, TimeProvider clock)
    : IRequestHandler<GenerateImageCommand, JobRow>
{
    private const int LongestCheckpoint = 500;

    public async Task<JobRow> Handle(GenerateImageCommand command, CancellationToken cancellationToken)
    {
        var hash = command.IdempotencyKey is null ? null : HashOf(command);
        if (await FindRepeatedAsync(command, hash, cancellationToken) is { } repeated)
        {
            return repeated;
        }

        // The address of a batch was looked at with the batch.
        if (command is { WebhookUrl: { } url, Batch: null })
        {
            await audience.EnsureAllowedAsync(command.UserId, url, cancellationToken);
        }

        var own = await admission.AdmitAsync(command.UserId, command.WorkflowName, cancellationToken);
        var terms = command.TurnId is null ? own : admission.PriorityTerms;
        var now = clock.GetUtcNow();
        var jobId = Guid.CreateVersion7(now);
        var prepared = await preparation.PrepareAsync(
            new(command.WorkflowName, command.Parameters, command.UserId, jobId) { TemplateKey = command.Earlier?.TemplateKey },
            cancellationToken);
        var request = RequestOf(command, jobId, prepared, hash, now) with
        {
            ProgramId = own.ProgramId,
            TellsStart = await audience.IsThereAsync(command.UserId, cancellationToken),
        };
        var job = ImageJob.Queue(request, now);
        return await jobs.AddAsync(job, terms, cancellationToken)
            ? JobRow.Of(job)
            : await FindRepeatedAsync(command, hash, cancellationToken) ?? throw admission.NoRoom(terms);
    }

    private JobRequest RequestOf(GenerateImageCommand command, Guid jobId, PreparedJob prepared, string? hash, DateTimeOffset now)
    {
        var workflow = prepared.Workflow;
        return new(
            jobId,
            command.UserId,
            workflow.Name,
            workflow.Version,
            JsonSerializer.Serialize(workflow.Parameters),
            command.Metadata?.GetRawText(),
            workflow.Graph,
            workflow.OutputNodeId,
            workflow.NodeCount,
            command.Priority,
            command.IdempotencyKey,
            hash,
            JobTraces.Current,
            Stored(workflow.Needs.Checkpoint, LongestCheckpoint),
            now + command.CancelAfter,
            workflow.StallSeconds,
            workflow.RenderSeconds)
        {
            Pictures = prepared.Pictures,
            Batch = command.Batch,
            TurnId = command.TurnId,
            WebhookUrl = command.WebhookUrl,
            TemplateKey = workflow.TemplateKey,
            OutputMetadata = workflow.OutputMetadata,
            NeedsKey = workflow.Needs.Key(),
            ExpectedAt = admission.ExpectedEnd(
                command.TurnId ?? command.UserId, workflow.Name, command.Priority, now),
        };
    }

    private async Task<JobRow?> FindRepeatedAsync(GenerateImageCommand command, string? hash, CancellationToken cancellationToken)
    {
        if (command.IdempotencyKey is null ||
            await reads.FindByKeyAsync(command.UserId, command.IdempotencyKey, cancellationToken) is not { } earlier)
        {
            return null;
        }

        return earlier.RequestHash == hash && !command.IsKeySingleUse
            ? earlier.Job
            : throw new AppException(
                ErrorKind.Invalid,
                "idempotency_key_reuse",
                "This Idempotency-Key was used for another request. Repeat that one unchanged, or take a new key.");
    }

    /// <summary>Names of models come from workflow files and parameters, and may be any text.</summary>
    private static string? Stored(string? text, int limit) => text is null ? null : ForeignText.Clean(text, limit);

    /// <summary>Without an address as it ever was: hashes are stored.</summary>
    private static string HashOf(GenerateImageCommand command)
    {
        object what = command switch
        {
            { Earlier: { } earlier } => new { earlier.JobId, command.Parameters, command.Priority, command.Metadata },
            { WebhookUrl: null } => new { command.WorkflowName, command.Parameters, command.Priority, command.Metadata },
            _ => new { command.WorkflowName, command.Parameters, command.Priority, command.Metadata, command.WebhookUrl },
        };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(what)));
    }
}
