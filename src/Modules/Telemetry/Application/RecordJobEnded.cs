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

    public Task Handle(JobEnded notification, CancellationToken cancellationToken)
    {
        var tags = new Dictionary<string, string>
        {
            [Measurements.Workflow] = notification.Workflow,
            [Measurements.Status] = JsonNamingPolicy.SnakeCaseLower.ConvertName(notification.Status.ToString()),
            [Measurements.Backend] = notification.Backend ?? "none",
        };
        var fields = new Dictionary<string, FieldValue>
        {
            [Measurements.Count] = 1L,
            [Measurements.Attempts] = (long)notification.Attempts,
            [Measurements.SizeBytes] = notification.SizeBytes,
        };
        fields[Measurements.ModelSwitches] = notification.SwitchedModel ? 1L : 0L;
        Add(fields, Measurements.QueueMs, notification.QueueMs);
        Add(fields, Measurements.ExecutionMs, notification.ExecutionMs);
        Add(fields, Measurements.OverheadMs, notification.OverheadMs);
        sink.Record(notification.Id, new(Measurements.Ended, notification.OccurredAt, tags, fields));
        RecordEta(notification);
        return Task.CompletedTask;
    }

    private void RecordEta(JobEnded notification)
    {
        if (notification.EtaError is not { } error)
        {
            return;
        }

        EtaError.Record(error.TotalSeconds, new KeyValuePair<string, object?>("workflow", notification.Workflow));
        // By the job's id: the event's own stands for its other measurement.
        sink.Record(notification.JobId, new(
            Measurements.Eta,
            notification.OccurredAt,
            new Dictionary<string, string> { [Measurements.Workflow] = notification.Workflow },
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
