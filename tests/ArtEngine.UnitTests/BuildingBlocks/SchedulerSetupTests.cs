using ArtEngine.BuildingBlocks.Infrastructure.Scheduling;
using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class SchedulerSetupTests
{
    [Fact]
    public async Task A_run_that_begins_while_the_host_stops_does_not_hold_it_up()
    {
        var builder = new HostApplicationBuilder();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddScheduler(new ConfigurationBuilder().Build());
        builder.Services.AddClusterWorker<Endless>("endless");
        var late = new LateStart();
        builder.Services.AddQuartz(quartz => quartz.AddTriggerListener(late));
        using var host = builder.Build();
        await host.StartAsync();
        await late.Begun;

        var stop = host.StopAsync();
        // The scheduler asks those to end that it knows to run, and waits for all. This one is not known yet.
        await Task.WhenAny(stop, Task.Delay(TimeSpan.FromMilliseconds(500)));
        late.GoOn();

        await stop.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private sealed class LateStart : ITriggerListener
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "late";

        public Task Begun => _begun.Task;

        public void GoOn() => _goOn.SetResult();

        public async ValueTask TriggerFired(ITrigger trigger, IJobExecutionContext context, CancellationToken cancellationToken)
        {
            _begun.TrySetResult();
            await _goOn.Task;
        }
    }

    private sealed class Endless : IClusterWorker
    {
        public Task RunAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
