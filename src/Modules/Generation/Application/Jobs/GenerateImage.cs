using System.Security.Cryptography;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Jobs.Traces;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Workflows.Contracts;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>Puts a picture in the queue. Answers the job's id: a new job's, or that of the job made earlier with the same key.</summary>
internal sealed record GenerateImageCommand(
    Guid UserId,
    string WorkflowName,
    IReadOnlyDictionary<string, JsonElement> Parameters,
    int Priority,
    JsonElement? Metadata,
    string? IdempotencyKey,
    TimeSpan? CancelAfter = null) : IRequest<Guid>;

internal sealed class GenerateImageValidator : AbstractValidator<GenerateImageCommand>
{
    private const int MaxMetadata = 4_096;

    private static readonly TimeSpan LongestCancelAfter = TimeSpan.FromDays(7);

    public GenerateImageValidator()
    {
        RuleFor(command => command.WorkflowName).NotEmpty().MaximumLength(200).Must(name => StorableText.Is(name)).WithMessage(StorableText.Rule);
        RuleFor(command => command.Priority).InclusiveBetween(-10, 10);
        RuleFor(command => command.IdempotencyKey).MaximumLength(200)
            .WithMessage("The header Idempotency-Key may have at most 200 characters.")
            .Must(key => StorableText.Is(key)).WithMessage(StorableText.Rule);
        RuleFor(command => command.CancelAfter).Must(after => after is null || (after >= TimeSpan.FromSeconds(1) && after <= LongestCancelAfter))
            .WithMessage($"The header Cancel-After takes 1 to {LongestCancelAfter.TotalSeconds:0} seconds.");
        RuleFor(command => command.Metadata)
            .Must(metadata => metadata is null or { ValueKind: JsonValueKind.Object }).WithMessage("Must be a JSON object.")
            .Must(metadata => metadata is null || metadata.Value.GetRawText().Length <= MaxMetadata)
            .WithMessage($"May have at most {MaxMetadata} characters of JSON.");
        RuleFor(command => command).Custom(EnsureStorableText);
    }

    private static void EnsureStorableText(GenerateImageCommand command, ValidationContext<GenerateImageCommand> context)
    {
        if (command.Metadata is { } metadata && StorableText.FindFault(metadata) is { } fault)
        {
            context.AddFailure($"/metadata{fault}", StorableText.Rule);
        }

        if (StorableText.FindFault(command.Parameters) is { } parameterFault)
        {
            context.AddFailure($"/parameters{parameterFault}", StorableText.Rule);
        }
    }
}

internal sealed class GenerateImageHandler(
    IImageJobs jobs, IUploads uploads, PlacementCheck placement, IMediator mediator, TimeProvider clock, IOptions<GenerationOptions> options)
    : IRequestHandler<GenerateImageCommand, Guid>
{
    private const int LongestCheckpoint = 500;
    private const int LongestWaitReason = 1_000;

    public async Task<Guid> Handle(GenerateImageCommand command, CancellationToken cancellationToken)
    {
        var hash = command.IdempotencyKey is null ? null : HashOf(command);
        if (await FindRepeatedAsync(command, hash, cancellationToken) is { } repeated)
        {
            return repeated;
        }

        await EnsureRoomAsync(command.UserId, cancellationToken);
        var now = clock.GetUtcNow();
        var jobId = Guid.CreateVersion7(now);
        var workflow = await mediator.Send(
            new RenderWorkflowQuery(command.WorkflowName, command.Parameters, command.UserId, jobId), cancellationToken);
        var pictures = await PicturesOfAsync(workflow, command.UserId, jobId, cancellationToken);
        var needs = GraphNeeds.Read(workflow.Graph);
        await placement.EnsureCapableAsync(needs, cancellationToken);
        var job = ImageJob.Queue(
            new(
                jobId,
                command.UserId,
                workflow.Name,
                workflow.Version,
                JsonSerializer.Serialize(workflow.Parameters),
                command.Metadata?.GetRawText(),
                UniqueNames.In(workflow.Graph, jobId),
                workflow.OutputNodeId,
                workflow.NodeCount,
                command.Priority,
                command.IdempotencyKey,
                hash,
                JobTraces.Current,
                Stored(GraphNeeds.Checkpoint(needs), LongestCheckpoint),
                now + command.CancelAfter,
                workflow.StallSeconds,
                workflow.RenderSeconds)
            {
                Pictures = pictures,
                NeedsKey = GraphNeeds.Key(needs),
            },
            now);

        return await jobs.AddAsync(job, cancellationToken)
            ? jobId
            : await FindRepeatedAsync(command, hash, cancellationToken)
                ?? throw new AppException(ErrorKind.Conflict, "idempotency_key_in_use", "Another request with this Idempotency-Key is under way; repeat it.");
    }

    /// <summary>The inputs that take uploaded pictures, which are there and the user's own.</summary>
    private async Task<IReadOnlyList<JobPicture>> PicturesOfAsync(RenderedWorkflow workflow, Guid userId, Guid jobId, CancellationToken cancellationToken)
    {
        var pictures = new List<JobPicture>();
        var errors = new List<InputError>();
        foreach (var picture in workflow.Pictures)
        {
            if (Guid.TryParse(picture.UploadId, out var id) && await uploads.FindAsync(id, userId, cancellationToken) is not null)
            {
                pictures.Add(new() { JobId = jobId, NodeId = picture.NodeId, Input = picture.Input, UploadId = id });
            }
            else
            {
                errors.Add(new($"/parameters/{picture.Parameter}", $"\"{picture.Parameter}\" must be the id of a picture that you uploaded with POST /image/uploads."));
            }
        }

        return errors.Count == 0
            ? pictures
            : throw new AppException(ErrorKind.Invalid, "invalid_parameters", $"The parameters do not fit the workflow \"{workflow.Name}\".")
            {
                Errors = [.. errors.Distinct()],
            };
    }

    /// <summary>Requests at once may go a little beyond the limits.</summary>
    private async Task EnsureRoomAsync(Guid userId, CancellationToken cancellationToken)
    {
        var waiting = await jobs.CountWaitingAsync(userId, cancellationToken);
        if (waiting.OfUser >= options.Value.MaxQueuedPerUser)
        {
            throw new AppException(ErrorKind.TooMany, "queue_full", $"{options.Value.MaxQueuedPerUser} jobs of yours wait already; send more when some have ended.");
        }

        if (waiting.OfAll >= options.Value.MaxQueued)
        {
            throw new AppException(ErrorKind.TooMany, "queue_full", "The queue is full; try again later.");
        }
    }

    private async Task<Guid?> FindRepeatedAsync(GenerateImageCommand command, string? hash, CancellationToken cancellationToken)
    {
        if (command.IdempotencyKey is null ||
            await jobs.FindByKeyAsync(command.UserId, command.IdempotencyKey, cancellationToken) is not { } earlier)
        {
            return null;
        }

        return earlier.RequestHash == hash
            ? earlier.Id
            : throw new AppException(
                ErrorKind.Invalid,
                "idempotency_key_reuse",
                "This Idempotency-Key was used for another request. Repeat that one unchanged, or take a new key.");
    }

    /// <summary>Names of models come from workflow files and parameters, and may be any text.</summary>
    private static string? Stored(string? text, int limit) => text is null ? null : ForeignText.Clean(text, limit);

    private static string HashOf(GenerateImageCommand command) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new { command.WorkflowName, command.Parameters, command.Priority, command.Metadata })));
}
