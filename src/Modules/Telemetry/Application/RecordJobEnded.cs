using System.Text.Json;
using ArtEngine.Generation.Contracts;
using ArtEngine.Telemetry.Domain;
using MediatR;

namespace ArtEngine.Telemetry.Application;

internal sealed class RecordJobEnded(IMetricSink sink) : INotificationHandler<JobEnded>
{
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
        return Task.CompletedTask;
    }

    private static void Add(Dictionary<string, FieldValue> fields, string name, long? value)
    {
        if (value is not null)
        {
            fields[name] = value.Value;
        }
    }
}
