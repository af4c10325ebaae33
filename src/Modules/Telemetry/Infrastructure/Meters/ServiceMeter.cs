using System.Diagnostics.Metrics;
using ArtEngine.Generation.Contracts;
using MediatR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Telemetry.Infrastructure.Meters;

/// <summary>The queue and the ComfyUI servers as gauges, for whoever collects the meters of this process.</summary>
internal sealed partial class ServiceMeter : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly IMediator _mediator;
    private readonly TimeProvider _clock;
    private readonly ILogger<ServiceMeter> _log;
    private readonly Meter _meter = new("ArtEngine");
    private readonly ObservableGauge<int> _waiting;
    private QueueCounts? _queue;
    private IReadOnlyList<BackendStatus> _backends = [];
    private bool _isFailing;

    public ServiceMeter(IMediator mediator, TimeProvider clock, ILogger<ServiceMeter> log)
    {
        (_mediator, _clock, _log) = (mediator, clock, log);
        _waiting = _meter.CreateObservableGauge<int>(
            "art_engine.queue.waiting", () => Of(_queue?.Pending), description: "Jobs that wait for a ComfyUI server.");
        _meter.CreateObservableGauge<int>(
            "art_engine.queue.running", () => Of(_queue?.Running), description: "Jobs that ComfyUI servers work on.");
        _meter.CreateObservableGauge<int>(
            "art_engine.backend.up", () => _backends.Select(backend => Of(backend, backend.IsUp ? 1 : 0)),
            description: "1 while the ComfyUI server gets jobs.");
        _meter.CreateObservableGauge<int>(
            "art_engine.backend.jobs", () => _backends.Select(backend => Of(backend, backend.InFlight)),
            description: "Jobs that the ComfyUI server has, rendered or waiting there.");
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                _isFailing = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // What is not known is not told: old figures would look as if all were well.
                (_queue, _backends) = (null, []);
                if (!_isFailing)
                {
                    _isFailing = true;
                    Failed(exception);
                }
            }

            await Task.Delay(Interval, _clock, stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        // Nobody is asked while nobody collects.
        if (_waiting.Enabled)
        {
            _queue = await _mediator.Send(new GetQueueCountsQuery(), cancellationToken);
            _backends = await _mediator.Send(new GetBackendsQuery(), cancellationToken);
        }
    }

    private static IEnumerable<Measurement<int>> Of(int? value) => value is { } known ? [new(known)] : [];

    private static Measurement<int> Of(BackendStatus backend, int value) =>
        new(value, new KeyValuePair<string, object?>("backend", backend.Name));

    [LoggerMessage(LogLevel.Warning, "The queue and the ComfyUI servers cannot be measured; it is tried on")]
    private partial void Failed(Exception exception);
}
