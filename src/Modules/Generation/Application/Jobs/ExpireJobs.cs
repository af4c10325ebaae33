using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Jobs.Storage;
using MediatR;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>Sees to jobs that are over their time, until canceled: no job waits for ever. One of these runs in the cluster.</summary>
internal sealed record ExpireJobsCommand : IRequest;

internal sealed class ExpireJobsHandler(IImageJobs jobs, WaitReasons waits, TimeProvider clock, IOptions<QueueOptions> options)
    : AsyncRequestHandler<ExpireJobsCommand>
{
    private const int AtOnce = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task Handle(ExpireJobsCommand command, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            var overdue = await jobs.OverdueAsync(now, now - TimeSpan.FromHours(options.Value.MaxWaitHours), AtOnce, cancellationToken);
            foreach (var overdueJob in overdue)
            {
                var reason = overdueJob.IsFree ? await waits.FindAsync(overdueJob.Id, overdueJob.NeedsKey, cancellationToken) : null;
                await jobs.ChangeAsync(overdueJob.Id, job => job.EndInTime(now, reason), cancellationToken);
            }

            if (overdue.Count < AtOnce)
            {
                await Task.Delay(Interval, clock, cancellationToken);
            }
        }
    }
}
