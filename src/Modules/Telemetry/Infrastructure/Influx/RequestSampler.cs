using System.Diagnostics.Metrics;
using System.Globalization;
using ArtEngine.Telemetry.Application;
using ArtEngine.Telemetry.Domain;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>Listens to ASP.NET Core's own measurement of requests. Routes are their templates: no ids, no names, no users.</summary>
internal sealed class RequestSampler(ISampleSink sink, IMeterFactory meters, TimeProvider clock) : IHostedService, IDisposable
{
    private const string MeterName = "Microsoft.AspNetCore.Hosting";
    private const string InstrumentName = "http.server.request.duration";

    private readonly MeterListener _listener = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // A process may hold several hosts; this one's meters come from this one's factory.
            if (instrument.Name == InstrumentName && instrument.Meter.Name == MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => sink.Take(new(
            Measurements.Http,
            clock.GetUtcNow(),
            new Dictionary<string, string>
            {
                [Measurements.Route] = Find(tags, "http.route", "none"),
                [Measurements.Method] = Find(tags, "http.request.method", "none"),
                [Measurements.Status] = Find(tags, "http.response.status_code", "none"),
            },
            new Dictionary<string, FieldValue> { [Measurements.DurationMs] = seconds * 1000 })));
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    private static string Find(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name, string otherwise)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name && Convert.ToString(tag.Value, CultureInfo.InvariantCulture) is { Length: > 0 } value)
            {
                return value;
            }
        }

        return otherwise;
    }
}
