using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Events;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;
using MediatR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Api.OpenAi;

/// <summary>The jobs of one request. Its caller can only wait for them: when the caller leaves, they are canceled.</summary>
internal sealed class ImageJobs(IMediator mediator, IOptions<StreamOptions> options, IHostApplicationLifetime lifetime)
{
    /// <summary>The code of an answer that asks for the same again, of another node.</summary>
    public const string Stopping = "stopping";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private TimeSpan Longest => TimeSpan.FromSeconds(options.Value.MaxWaitSeconds);

    /// <summary>Accepts a job for each picture: all of them or none.</summary>
    public async Task<IReadOnlyList<Guid>> SubmitAsync(
        ImageOrder order, Guid userId, string? key, CancellationToken cancellationToken)
    {
        ThrowIfStopping();
        var accepted = new List<Guid>();
        try
        {
            foreach (var (number, parameters) in order.Jobs.Index())
            {
                var command = new GenerateImageCommand(
                    userId, order.Workflow, parameters, Priority: 0, Metadata: null,
                    key is null ? null : FormattableString.Invariant($"{key}#{number}"), Longest);
                accepted.Add((await mediator.Send(command, cancellationToken)).Id);
            }

            return accepted;
        }
        catch
        {
            await AbandonAsync(accepted, userId, key);
            throw;
        }
    }

    /// <summary>The picture of a job as soon as there is one.</summary>
    public async Task<OutputView> PictureAsync(Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        var job = await mediator.Send(new WaitForJobQuery(jobId, userId, Longest, lifetime.ApplicationStopping), cancellationToken);
        if (job.CompletedAt is null)
        {
            ThrowIfStopping();
        }

        return job.CompletedAt is null || job.Status == JobStatus.Canceled
            ? throw new AppException(
                ErrorKind.Upstream, "timeout",
                $"The picture was not done within {options.Value.MaxWaitSeconds} seconds " +
                "(the operator's setting Generation:MaxWaitSeconds).")
            : FirstPicture(job);
    }

    /// <summary>Cancels jobs that nobody will fetch. Those of a request with a key go on, since it may be repeated.</summary>
    public async Task AbandonAsync(IReadOnlyList<Guid> jobIds, Guid userId, string? key)
    {
        if (key is not null)
        {
            return;
        }

        using var soon = new CancellationTokenSource(Patience);
        foreach (var jobId in jobIds)
        {
            try
            {
                await mediator.Send(new CancelJobCommand(jobId, userId), soon.Token);
            }
            catch
            {
                // Its time limit cancels it; each of these jobs has one.
            }
        }
    }

    private void ThrowIfStopping()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new AppException(ErrorKind.Unavailable, Stopping, "This server is stopping. Send the request again.");
        }
    }

    private static OutputView FirstPicture(JobView job) => job.Outputs.FirstOrDefault(output => output.Type == "image")
        ?? throw new AppException(
            job.Error?.Code is "validation" ? ErrorKind.Invalid : ErrorKind.Upstream,
            job.Error?.Code ?? "no_picture",
            job.Error?.Message ?? $"The workflow {Wording.Quote(job.WorkflowName)} has no picture among its outputs.");
}
