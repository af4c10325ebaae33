using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>
/// Makes anybody's job again that did not succeed, for its owner, as <see cref="RerunJobCommand"/> does. May be repeated: it answers the
/// job that the first one made.
/// </summary>
internal sealed record RetryAnyJobCommand(Guid JobId) : IRequest<JobRow>;

internal sealed class RetryAnyJobHandler(IJobReads jobs, JobAcceptance acceptance) : IRequestHandler<RetryAnyJobCommand, JobRow>
{
    public async Task<JobRow> Handle(RetryAnyJobCommand command, CancellationToken cancellationToken)
    {
        var owner = await jobs.FindOwnerAsync(command.JobId, cancellationToken) ?? throw UnknownJob.Exception(command.JobId);
        var job = await jobs.FindAsync(command.JobId, owner, cancellationToken) ?? throw UnknownJob.Exception(command.JobId);
        return job.HasEnded && job.Status != JobStatus.Succeeded
            ? await acceptance.AcceptAsync(
                new RerunJobCommand(
                    job.Id, owner, new Dictionary<string, JsonElement>(), Priority: null, Metadata: null,
                    IdempotencyKey: $"retry of {job.Id}", CancelAfter: null).With(job),
                cancellationToken)
            : throw new AppException(
                ErrorKind.Conflict, "job_not_failed", $"Only jobs that failed, expired or were canceled are retried; it is {job.Status}.");
    }
}
