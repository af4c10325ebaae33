using ArtEngine.Telemetry.Application;
using ArtEngine.Telemetry.Domain;
using ArtEngine.Telemetry.Infrastructure.Memory;

namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>Puts measurements in line for the database; events are counted in memory besides, for the summary.</summary>
internal sealed class InfluxMetrics(PointBuffer points, MemoryMetrics memory) : IMetricSink, ISampleSink
{
    private readonly Lock _lock = new();
    private long _lastSample;

    public void Record(Guid factId, Measurement measurement)
    {
        memory.Record(factId, measurement);
        // Points of one series at one time overwrite each other. For an event told twice that is right; two events of the
        // same tick are kept apart by their id, in the digits that the clock does not have.
        var spread = BitConverter.ToUInt32(factId.ToByteArray(), 12) % 100;
        Add(measurement, PointLine.Nanoseconds(measurement.At) + spread);
    }

    public void Take(Measurement sample)
    {
        lock (_lock)
        {
            _lastSample = Math.Max(_lastSample + 1, PointLine.Nanoseconds(sample.At));
            Add(sample, _lastSample);
        }
    }

    private void Add(Measurement measurement, long nanoseconds)
    {
        if (PointLine.Of(measurement, nanoseconds) is { } line)
        {
            points.Add(line);
        }
    }
}
