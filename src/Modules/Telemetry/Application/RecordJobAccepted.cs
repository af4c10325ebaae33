using ArtEngine.Generation.Contracts;
using ArtEngine.Telemetry.Domain;
using MediatR;

namespace ArtEngine.Telemetry.Application;

internal sealed class RecordJobAccepted(IMetricSink sink) : INotificationHandler<JobAccepted>
{
    public Task Handle(JobAccepted fact, CancellationToken cancellationToken)
    {
        sink.Record(fact.Id, new(
            Measurements.Accepted,
            fact.OccurredAt,
            new Dictionary<string, string> { [Measurements.Workflow] = fact.Workflow },
            new Dictionary<string, FieldValue> { [Measurements.Count] = 1L }));
        return Task.CompletedTask;
    }
}
