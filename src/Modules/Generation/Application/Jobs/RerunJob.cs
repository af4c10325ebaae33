using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Acceptance;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Workflows.Contracts;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>
/// Makes one of the caller's jobs again, of what it was made of, however its workflow has changed since. With no changes the graph is
/// the same, drawn seeds included, but for the job's id in the names of files. Errors as of <see cref="GenerateImageCommand"/>.
/// </summary>
/// <param name="JobId">The job.</param>
/// <param name="UserId">The caller.</param>
/// <param name="Changes">Parameters that shall have other values; null and -1 draw a seed anew.</param>
/// <param name="Priority">Null for the job's own.</param>
/// <param name="Metadata">Null for the job's own.</param>
/// <param name="IdempotencyKey">As of <see cref="GenerateImageCommand"/>.</param>
/// <param name="CancelAfter">As of <see cref="GenerateImageCommand"/>.</param>
internal sealed record RerunJobCommand(
    Guid JobId,
    Guid UserId,
    IReadOnlyDictionary<string, JsonElement> Changes,
    int? Priority,
    JsonElement? Metadata,
    string? IdempotencyKey,
    TimeSpan? CancelAfter) : IRequest<JobRow>
{
    /// <summary>As of <see cref="GenerateImageCommand"/>.</summary>
    public bool MayGoFirst { get; init; }

    /// <summary>What is asked for, when this is the job.</summary>
    public GenerateImageCommand With(JobRow job) => new(
        UserId, job.WorkflowName, ChangedParameters(job), Priority ?? job.Priority,
        Metadata ?? (job.Metadata is { } metadata ? JsonElement.Parse(metadata) : null), IdempotencyKey, CancelAfter)
    {
        // A graph that was sent is its own template.
        Earlier = job.TemplateKey is { } key ? new EarlierJob(job.Id, key)
            : job.WorkflowName == RawGraph.WorkflowName ? null : throw TooOld(job),
        MayGoFirst = MayGoFirst,
    };

    private Dictionary<string, JsonElement> ChangedParameters(JobRow job)
    {
        var parameters = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(job.Parameters)!;
        foreach (var (name, value) in Changes)
        {
            parameters[name] = value;
        }

        return parameters;
    }

    private static AppException TooOld(JobRow job) => new(
        ErrorKind.Conflict, "template_gone",
        "The job is from a version of this service that did not keep what jobs were made of. POST /image/generate with " +
        $"{Wording.Quote(job.WorkflowName)} uses the present workflow.");
}

internal sealed class RerunJobValidator : AbstractValidator<RerunJobCommand>
{
    public RerunJobValidator()
    {
        RuleFor(command => command.Priority).MustBePriority();
        RuleFor(command => command.IdempotencyKey).MustBeIdempotencyKey();
        RuleFor(command => command.CancelAfter).MustBeCancelAfter();
        RuleFor(command => command.Metadata).MustBeMetadata();
        RuleFor(command => command.Changes).MustBeParameters();
    }
}

internal sealed class RerunJobHandler(IJobReads jobs, JobAcceptance acceptance) : IRequestHandler<RerunJobCommand, JobRow>
{
    public async Task<JobRow> Handle(RerunJobCommand command, CancellationToken cancellationToken)
    {
        var job = await jobs.FindAsync(command.JobId, command.UserId, cancellationToken) ?? throw UnknownJob.Exception(command.JobId);
        return await acceptance.AcceptAsync(command.With(job), cancellationToken);
    }
}
