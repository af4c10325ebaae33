using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace ArtEngine.BuildingBlocks.Infrastructure.Scheduling;

/// <summary>How modules put their Quartz jobs on the clock.</summary>
public static class SchedulerSetup
{
    internal static void AddScheduler(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "art-engine";
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            UseStore(quartz, configuration);
            quartz.UseDefaultThreadPool(MaxRuns);
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }

    private static void UseStore(IQuartzBuilder quartz, IConfiguration configuration)
    {
        if (!PostgresOptions.IsChosen(configuration))
        {
            quartz.UseInMemoryStore();
            return;
        }

        quartz.ConfigureScheduler(scheduler => scheduler.GenerateInstanceId = true);
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(PostgresOptions.ConnectionString(configuration, StartupLock.SchedulerSchema));
            store.ProvisionSchema();
            store.ConfigureStore(options => options.DbRetryInterval = RestartDelay);
            // A dead node is missed after two check-ins; with the defaults it would take 24 s.
            store.UseClustering(cluster => (cluster.CheckinInterval, cluster.CheckinMisfireThreshold) = (CheckIn, CheckIn));
        });
    }

    /// <summary>
    /// Keeps one run of the job alive in the whole cluster: started with the host, started again by the clock when it
    /// ended or its node died. Such a job waits for wake-ups itself, so nothing goes through the scheduler's store for
    /// each piece of work.
    /// </summary>
    public static void KeepRunning<TJob>(this IQuartzBuilder quartz, string name, string? argument = null)
        where TJob : IJob
    {
        var key = new JobKey(argument is null ? name : $"{name}:{argument}");
        quartz.AddJob<TJob>(job =>
        {
            job.WithIdentity(key).StoreDurably().RequestRecovery();
            if (argument is not null)
            {
                job.UsingJobData(Argument, argument);
            }
        });
        quartz.AddTrigger(trigger => trigger.WithIdentity(key.Name).ForJob(key).StartNow().WithSimpleSchedule(RestartDelay));
    }

    /// <summary>The same while the host runs; does nothing when the job is kept running already.</summary>
    public static async Task KeepRunningAsync<TJob>(
        this IScheduler scheduler, string name, string argument, CancellationToken cancellationToken)
        where TJob : IJob
    {
        var key = new JobKey($"{name}:{argument}");
        var job = JobBuilder.Create<TJob>().WithIdentity(key).StoreDurably().RequestRecovery().UsingJobData(Argument, argument).Build();
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
    /// The job is not started again. Whoever asked to keep it running just before this found it running still, so look
    /// afterwards whether it is needed after all.
    /// </summary>
    public static async Task StopKeepingAsync(
        this IScheduler scheduler, string name, string argument, CancellationToken cancellationToken) =>
        await scheduler.UnscheduleJob(new TriggerKey($"{name}:{argument}"), cancellationToken);

    /// <summary>The key of a job's argument in its data.</summary>
    public const string Argument = "argument";

    /// <summary>
    /// Every ComfyUI server has a run that lasts as long as the host. Runs wait without holding a thread, so this bounds
    /// nothing but their number, and is more than one node can drive.
    /// </summary>
    private const int MaxRuns = 10_000;

    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(1);
}
