using ArtEngine.Telemetry.Application;
using ArtEngine.Telemetry.Domain;

namespace ArtEngine.Telemetry.Infrastructure.Memory;

/// <summary>Counters and a short series in memory; bounded, and gone with the process.</summary>
internal sealed class MemoryMetrics(TimeProvider clock) : IMetricSink, IMetricSummary
{
    private const int RecentJobs = 100;
    private const int RememberedFacts = 10_000;
    private const int Minutes = 60;

    private readonly Lock _lock = new();
    private readonly DateTimeOffset _since = clock.GetUtcNow();
    private readonly Queue<Measurement> _recent = new();
    private readonly Queue<double> _etaErrors = new();
    private readonly SortedDictionary<DateTimeOffset, long> _perMinute = [];
    private readonly Dictionary<string, long> _ended = [];
    private readonly HashSet<Guid> _known = [];
    private readonly Queue<Guid> _knownInOrder = new();

    private long _registered;
    private long _accepted;
    private long _etas;
    private double _bytes;

    public void Record(Guid factId, Measurement measurement)
    {
        lock (_lock)
        {
            if (!IsNew(factId))
            {
                return;
            }

            switch (measurement.Name)
            {
                case Measurements.Registered:
                    _registered++;
                    break;
                case Measurements.Accepted:
                    _accepted++;
                    break;
                case Measurements.Ended:
                    RecordEnded(measurement);
                    break;
                case Measurements.Eta:
                    _etas++;
                    Keep(_etaErrors, measurement.Fields[Measurements.ErrorMs].Number);
                    break;
            }
        }
    }

    public MetricSummary Get()
    {
        lock (_lock)
        {
            var oldest = clock.GetUtcNow().AddMinutes(-Minutes);
            return new(
                _since,
                _registered,
                _accepted,
                new Dictionary<string, long>(_ended),
                (long)_bytes,
                GetEtaError(),
                [.. _perMinute.Where(minute => minute.Key > oldest).Select(minute => new MinuteCount(minute.Key, minute.Value))],
                [.. _recent.Reverse().Select(ToEndedJob)]);
        }
    }

    private void RecordEnded(Measurement measurement)
    {
        var status = measurement.Tags[Measurements.Status];
        _ended[status] = _ended.GetValueOrDefault(status) + 1;
        _bytes += measurement.Fields[Measurements.SizeBytes].Number;

        var minute = new DateTimeOffset(measurement.At.Ticks - (measurement.At.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        _perMinute[minute] = _perMinute.GetValueOrDefault(minute) + 1;
        if (_perMinute.Count > Minutes)
        {
            _perMinute.Remove(_perMinute.Keys.First());
        }

        Keep(_recent, measurement);
    }

    private EtaError GetEtaError()
    {
        double[] sorted = [.. _etaErrors.Order()];
        return sorted.Length == 0 ? new(0, null, null) : new(_etas, Quantile(sorted, 0.5), Quantile(sorted, 0.9));
    }

    private static double Quantile(double[] sorted, double part) => sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * part) - 1)];

    private static void Keep<T>(Queue<T> recent, T one)
    {
        recent.Enqueue(one);
        if (recent.Count > RecentJobs)
        {
            recent.Dequeue();
        }
    }

    private bool IsNew(Guid factId)
    {
        if (!_known.Add(factId))
        {
            return false;
        }

        _knownInOrder.Enqueue(factId);
        if (_knownInOrder.Count > RememberedFacts)
        {
            _known.Remove(_knownInOrder.Dequeue());
        }

        return true;
    }

    private static EndedJob ToEndedJob(Measurement job)
    {
        double? Field(string name) => job.Fields.TryGetValue(name, out var value) ? value.Number : null;
        return new(
            job.At, job.Tags[Measurements.Workflow], job.Tags[Measurements.Backend], job.Tags[Measurements.Status],
            Field(Measurements.QueueMs), Field(Measurements.ExecutionMs), Field(Measurements.OverheadMs),
            job.Fields[Measurements.SizeBytes].Number);
    }
}
