using ArtEngine.BuildingBlocks.Infrastructure.Scheduling;
using ArtEngine.Generation.Application;
using Quartz;

namespace ArtEngine.Generation.Infrastructure.Jobs;

internal sealed class QuartzLanes(ISchedulerFactory schedulers, IBackends backends) : ILaneSchedule
{
    private const string Job = "lane";

    public async Task KeepAsync(string server, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.KeepRunningAsync<RunLaneJob>(Job, server, cancellationToken);
    }

    public async Task EndAsync(string server, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.StopKeepingAsync(Job, server, cancellationToken);
        if (await backends.FindAsync(server, cancellationToken) is not null)
        {
            // Added again meanwhile.
            await KeepAsync(server, cancellationToken);
        }
    }
}
