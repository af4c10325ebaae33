using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Batches.Sweeps;
using ArtEngine.Generation.Application.Batches.Views;
using ArtEngine.Generation.Application.Jobs.Acceptance;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Batches;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>Makes a new batch of those items of a batch of the caller that failed or expired.</summary>
internal sealed record RerunBatchCommand(Guid Id, Guid UserId, string? IdempotencyKey) : IRequest<BatchView>
{
    /// <summary>Whether the caller may have jobs of a priority above 0 go before those of all others.</summary>
    public bool MayGoFirst { get; init; }
}

internal sealed class RerunBatchValidator : AbstractValidator<RerunBatchCommand>
{
    public RerunBatchValidator() => RuleFor(command => command.IdempotencyKey).MustBeIdempotencyKey();
}

internal sealed class RerunBatchHandler(IBatches batches, BatchAcceptance acceptance) : IRequestHandler<RerunBatchCommand, BatchView>
{
    public async Task<BatchView> Handle(RerunBatchCommand command, CancellationToken cancellationToken)
    {
        var batch = await batches.RequireAsync(command.Id, command.UserId, cancellationToken);
        var failed = await FailedAsync(batch, cancellationToken);
        if (failed.Count == 0)
        {
            throw new AppException(ErrorKind.Conflict, "nothing_failed", "None of the jobs of this batch failed until now.");
        }

        return await acceptance.AcceptAsync(
            new AddBatchCommand(
                batch.UserId, batch.WorkflowName, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(batch.Parameters)!,
                new Sweep(failed, Product: null, Zip: null, Count: 1), batch.Priority,
                batch.Metadata is { } metadata ? JsonElement.Parse(metadata) : null)
            {
                IdempotencyKey = command.IdempotencyKey,
                RerunOf = batch.Id,
                TemplateKey = batch.TemplateKey,
                WebhookUrl = batch.WebhookUrl,
                MayGoFirst = command.MayGoFirst,
            },
            cancellationToken);
    }

    private async Task<IReadOnlyList<Dictionary<string, JsonElement>>> FailedAsync(Batch batch, CancellationToken cancellationToken)
    {
        var failed = new List<Dictionary<string, JsonElement>>();
        for (var from = 0; from < batch.NextItem; from += BatchChunk.Size)
        {
            var items = await batches.ReadAsync(batch.Id, from, cancellationToken);
            var jobs = await batches.JobsAsync(batch.Id, from, items.Count, cancellationToken);
            failed.AddRange(jobs.Where(job => job.Status is JobStatus.Failed or JobStatus.Expired).Select(job => items[job.Index - from]));
        }

        return failed;
    }
}
