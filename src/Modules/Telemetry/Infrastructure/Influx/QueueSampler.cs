using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Contracts;
using ArtEngine.Telemetry.Application;
using ArtEngine.Telemetry.Domain;
using MediatR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>Measures the queue once a second, and sooner when a job entered or left it.</summary>
internal sealed partial class QueueSampler(
    IMediator mediator, ISampleSink sink, ISignals signals, TimeProvider clock, ILogger<QueueSampler> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Changes closer together than this are measured as one.</summary>
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(100);

    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = signals.Subscribe(NoticeQueueChange.Topic);
        while (!stoppingToken.IsCancellationRequested)
        {
            await SampleAsync(stoppingToken);
            await Task.Delay(Coalesce, clock, stoppingToken);
            await subscription.WaitAsync(Interval - Coalesce, stoppingToken);
        }
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        try
        {
            var queue = await mediator.Send(new GetQueueCountsQuery(), cancellationToken);
            sink.Take(new(
                Measurements.Queue,
                clock.GetUtcNow(),
                new Dictionary<string, string>(),
                new Dictionary<string, FieldValue>
                {
                    [Measurements.QueueRunning] = (long)queue.Running,
                    [Measurements.QueuePending] = (long)queue.Pending,
                }));
            _isFailing = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_isFailing)
            {
                _isFailing = true;
                Failed(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The queue cannot be measured; it is tried on")]
    private partial void Failed(Exception exception);
}
