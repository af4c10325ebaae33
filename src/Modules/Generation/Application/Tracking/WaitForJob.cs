using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Tracking.Events;
using ArtEngine.Generation.Application.Tracking.Views;
using MediatR;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Tracking;

/// <summary>The caller's job as soon as it ends, or as it is when the time is over or the service stops.</summary>
internal sealed record WaitForJobQuery(Guid JobId, Guid UserId, TimeSpan AtMost, CancellationToken Stopping = default) : IRequest<JobView>;

internal sealed class WaitForJobHandler(
    IJobReads jobs, JobViews views, ISignals signals, TimeProvider clock, IOptions<StreamOptions> options)
    : IRequestHandler<WaitForJobQuery, JobView>
{
    /// <summary>A job may end on another node, whose signal may be lost.</summary>
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    public async Task<JobView> Handle(WaitForJobQuery query, CancellationToken cancellationToken)
    {
        using var subscription = signals.Subscribe(Topics.Job(query.JobId));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, query.Stopping);
        var longest = TimeSpan.FromSeconds(options.Value.MaxWaitSeconds);
        var end = clock.GetUtcNow() + (query.AtMost < longest ? query.AtMost : longest);
        while (true)
        {
            var job = await jobs.LookAsync(query.JobId, query.UserId, cancellationToken) ?? throw UnknownJob.Exception(query.JobId);
            var left = end - clock.GetUtcNow();
            if (job.HasEnded || left <= TimeSpan.Zero || query.Stopping.IsCancellationRequested)
            {
                job = job.IsWhole ? job : await jobs.FindAsync(query.JobId, query.UserId, cancellationToken);
                return await views.ViewAsync(job ?? throw UnknownJob.Exception(query.JobId), cancellationToken);
            }

            try
            {
                await subscription.WaitAsync(left < LookAnyway ? left : LookAnyway, either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The service stops: the caller gets the job as it is and asks again later.
            }
        }
    }
}
