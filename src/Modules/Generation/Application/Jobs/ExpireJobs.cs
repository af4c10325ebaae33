using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Jobs.Storage;
using MediatR;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>Sees to jobs that are over their time, until canceled: no job waits for ever. One of these runs in the cluster.</summary>
internal sealed record ExpireJobsCommand : IRequest;

internal sealed partial class ExpireJobsHandler(
    IImageJobs jobs, WaitReasons waits, TimeProvider clock, IOptions<QueueOptions> options, ILogger<ExpireJobsHandler> log)
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
                await EndAsync(overdueJob, now, cancellationToken);
            }

            if (overdue.Count < AtOnce)
            {
                await Task.Delay(Interval, clock, cancellationToken);
            }
        }
    }

    /// <summary>Why no server took it names servers and what they say, which is the operator's to know: its owner is not told.</summary>
    private async Task EndAsync(OverdueJob overdue, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reason = overdue.IsFree ? await waits.FindAsync(overdue.Id, overdue.NeedsKey, cancellationToken) : null;
        await jobs.ChangeAsync(overdue.Id, job => job.EndInTime(now), cancellationToken);
        if (reason is not null)
        {
            Waited(overdue.Id, reason);
        }
    }

    [LoggerMessage(LogLevel.Information, "Job {JobId} waited as long as it might: {Reason}")]
    private partial void Waited(Guid jobId, string reason);
}
