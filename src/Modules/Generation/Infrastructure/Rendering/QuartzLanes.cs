using ArtEngine.BuildingBlocks.Infrastructure.Scheduling;
using ArtEngine.Generation.Application.Backends.Leases;
using Quartz;

namespace ArtEngine.Generation.Infrastructure.Rendering;

internal sealed class QuartzLanes(ISchedulerFactory schedulers) : ILaneSchedule
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
    }
}
