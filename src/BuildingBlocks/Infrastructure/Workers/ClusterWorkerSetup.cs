using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace ArtEngine.BuildingBlocks.Infrastructure.Workers;

/// <summary>How modules have something run for ever, on one node of the cluster.</summary>
public static class ClusterWorkerSetup
{
    /// <summary>How soon a run is started again that ended, or whose node died.</summary>
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);

    /// <summary>Keeps a command running whose handler ends only when it is canceled.</summary>
    public static void AddClusterCommand<TCommand>(this IServiceCollection services, string name)
        where TCommand : IRequest, new() =>
        services.AddClusterWorker<CommandWorker<TCommand>>(name);

    /// <summary>Keeps one run of the worker alive: started with the host, and again when it ended or its node died.</summary>
    public static void AddClusterWorker<TWorker>(this IServiceCollection services, string name)
        where TWorker : class, IClusterWorker
    {
        services.AddClusterWorkerKind<TWorker>(name);
        services.AddQuartz(quartz =>
        {
            var key = new JobKey(name);
            quartz.AddJob<ClusterWorkerJob>(job =>
                job.WithIdentity(key).StoreDurably().RequestRecovery().UsingJobData(ClusterWorkerJob.Worker, name));
            quartz.AddTrigger(trigger => trigger.WithIdentity(name).ForJob(key).StartNow().WithSimpleSchedule(RestartDelay));
        });
    }

    /// <summary>A worker with one run for each argument, which are kept running by <see cref="KeepRunningAsync"/>.</summary>
    public static void AddClusterWorkerKind<TWorker>(this IServiceCollection services, string name)
        where TWorker : class, IClusterWorker =>
        services.AddKeyedTransient<IClusterWorker, TWorker>(name);

    /// <summary>Keeps a run for this argument alive; does nothing when there is one already.</summary>
    public static async Task KeepRunningAsync(this IScheduler scheduler, string name, string argument, CancellationToken cancellationToken)
    {
        var key = new JobKey($"{name}:{argument}");
        var job = JobBuilder.Create<ClusterWorkerJob>().WithIdentity(key).StoreDurably().RequestRecovery()
            .UsingJobData(ClusterWorkerJob.Worker, name).UsingJobData(ClusterWorkerJob.Argument, argument).Build();
        var trigger = TriggerBuilder.Create().WithIdentity(key.Name).ForJob(key).StartNow()
            .WithSimpleSchedule(schedule => schedule.WithInterval(RestartDelay).RepeatForever()).Build();
        await scheduler.AddJob(job, new AddJobOptions { Replace = true }, cancellationToken);
        var state = await scheduler.GetTriggerState(trigger.Key, cancellationToken);
        if (state is TriggerState.Complete or TriggerState.Error)
        {
            // It is still there but never fires again.
            await scheduler.UnscheduleJob(trigger.Key, cancellationToken);
        }
        else if (state != TriggerState.None)
        {
            return;
        }

        try
        {
            await scheduler.ScheduleJob(trigger, cancellationToken: cancellationToken);
        }
        catch (ObjectAlreadyExistsException)
        {
            // Another node was quicker.
        }
    }

    /// <summary>
    /// The run for this argument is not started again. Whoever asked to keep it running just before this found it running
    /// still, so look afterwards whether it is needed after all.
    /// </summary>
    public static async Task StopKeepingAsync(
        this IScheduler scheduler, string name, string argument, CancellationToken cancellationToken) =>
        await scheduler.UnscheduleJob(new TriggerKey($"{name}:{argument}"), cancellationToken);
}
