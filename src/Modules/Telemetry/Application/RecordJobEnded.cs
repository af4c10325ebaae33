using System.Diagnostics.Metrics;
using System.Text.Json;
using ArtEngine.Generation.Contracts;
using ArtEngine.Telemetry.Domain;
using MediatR;

namespace ArtEngine.Telemetry.Application;

internal sealed class RecordJobEnded(IMetricSink sink) : INotificationHandler<JobEnded>
{
    private static readonly Meter Meter = new("ArtEngine");

    private static readonly Histogram<double> EtaError = Meter.CreateHistogram<double>(
        "art_engine.eta_error_seconds", "s", "How far off the end was that was expected when the job was accepted.");

    public Task Handle(JobEnded fact, CancellationToken cancellationToken)
    {
        var tags = new Dictionary<string, string>
        {
            [Measurements.Workflow] = fact.Workflow,
            [Measurements.Status] = JsonNamingPolicy.SnakeCaseLower.ConvertName(fact.Status.ToString()),
            [Measurements.Backend] = fact.Backend ?? "none",
        };
        var fields = new Dictionary<string, FieldValue>
        {
            [Measurements.Count] = 1L,
            [Measurements.Attempts] = (long)fact.Attempts,
            [Measurements.SizeBytes] = fact.SizeBytes,
        };
        fields[Measurements.ModelSwitches] = fact.SwitchedModel ? 1L : 0L;
        Add(fields, Measurements.QueueMs, fact.QueueMs);
        Add(fields, Measurements.ExecutionMs, fact.ExecutionMs);
        Add(fields, Measurements.OverheadMs, fact.OverheadMs);
        sink.Record(fact.Id, new(Measurements.Ended, fact.OccurredAt, tags, fields));
        RecordEta(fact);
        return Task.CompletedTask;
    }

    private void RecordEta(JobEnded fact)
    {
        if (fact.EtaError is not { } error)
        {
            return;
        }

        EtaError.Record(error.TotalSeconds, new KeyValuePair<string, object?>("workflow", fact.Workflow));
        // By the job's id: the event's own stands for its other measurement.
        sink.Record(fact.JobId, new(
            Measurements.Eta,
            fact.OccurredAt,
            new Dictionary<string, string> { [Measurements.Workflow] = fact.Workflow },
            new Dictionary<string, FieldValue> { [Measurements.ErrorMs] = (long)error.TotalMilliseconds }));
    }

    private static void Add(Dictionary<string, FieldValue> fields, string name, long? value)
    {
        if (value is not null)
        {
            fields[name] = value.Value;
        }
    }
}
