using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using ArtEngine.Generation.Application.Backends.Leases;
using Quartz;

namespace ArtEngine.Generation.Infrastructure.Rendering;

internal sealed class QuartzLanes(ISchedulerFactory schedulers) : ILaneSchedule
{
    public async Task KeepAsync(string server, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.KeepRunningAsync(LaneWorker.Name, server, cancellationToken);
    }

    public async Task EndAsync(string server, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.StopKeepingAsync(LaneWorker.Name, server, cancellationToken);
    }
}
