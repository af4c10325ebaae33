using ArtEngine.Generation.Contracts;
using ArtEngine.Telemetry.Application;
using ArtEngine.Telemetry.Domain;
using MediatR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>Looks at the ComfyUI servers every ten seconds.</summary>
internal sealed partial class BackendSampler(IMediator mediator, ISampleSink sink, TimeProvider clock, ILogger<BackendSampler> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Servers are driven a moment after the host has started; before that every start would look like an outage.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(3);

    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(FirstLook, clock, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await SampleAsync(stoppingToken);
            await Task.Delay(Interval, clock, stoppingToken);
        }
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var backend in await mediator.Send(new GetBackendsQuery(), cancellationToken))
            {
                var tags = new Dictionary<string, string> { [Measurements.Backend] = backend.Name };
                sink.Take(new(Measurements.Server, clock.GetUtcNow(), tags, FieldsOf(backend)));
            }

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

    private static Dictionary<string, FieldValue> FieldsOf(BackendStatus backend)
    {
        var fields = new Dictionary<string, FieldValue>
        {
            [Measurements.Up] = backend.IsUp ? 1L : 0L,
            [Measurements.InFlight] = (long)backend.InFlight,
        };
        if (backend.Models is { } models)
        {
            fields[Measurements.Models] = (long)models;
        }

        return fields;
    }

    [LoggerMessage(LogLevel.Warning, "The ComfyUI servers cannot be measured; it is tried on")]
    private partial void Failed(Exception exception);
}
