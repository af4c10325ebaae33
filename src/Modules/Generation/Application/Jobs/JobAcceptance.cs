using System.Security.Cryptography;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Acceptance;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Jobs.Traces;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>Makes what is asked for a job in the queue, or finds the one that was made of it.</summary>
internal sealed class JobAcceptance(
    IImageJobs jobs, IJobReads reads, JobPreparation preparation, JobAdmission admission, IJobAudience audience, TimeProvider clock)
{
    private const int LongestCheckpoint = 500;

    /// <param name="command">What is asked for, validated.</param>
    /// <param name="cancellationToken">Ends the wait for it; the job may be stored all the same.</param>
    public async Task<JobRow> AcceptAsync(GenerateImageCommand command, CancellationToken cancellationToken)
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

    /// <summary>Stores a job that has ended already, so that no limit of waiting jobs concerns it.</summary>
    public async Task AddEndedAsync(ImageJob job, CancellationToken cancellationToken) =>
        await jobs.AddAsync(job, await admission.UnlimitedTermsAsync(job.UserId, cancellationToken), cancellationToken);

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
