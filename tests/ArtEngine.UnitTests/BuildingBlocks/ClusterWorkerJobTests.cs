using System.Reflection;
using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Quartz;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class ClusterWorkerJobTests
{
    [Fact]
    public async Task A_worker_that_the_settings_here_do_not_ask_for_is_left_to_others_without_a_fault()
    {
        using var stop = new CancellationTokenSource();
        await using var services = new ServiceCollection().BuildServiceProvider();
        var job = new ClusterWorkerJob(services, new(), new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance));

        var run = job.Execute(DispatchProxy.Create<IJobExecutionContext, Context>(), stop.Token);

        run.IsCompleted.ShouldBeFalse("it would be started again at once");
        await stop.CancelAsync();
        await run;
    }

    /// <summary>Of what a job is told, only what the store keeps.</summary>
    private class Context : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            "get_MergedJobDataMap" => new JobDataMap { [ClusterWorkerJob.Worker] = "of-other-settings" },
            _ => throw new NotSupportedException(targetMethod.Name),
        };
    }
}
