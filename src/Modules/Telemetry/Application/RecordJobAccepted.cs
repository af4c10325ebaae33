using ArtEngine.Generation.Contracts;
using ArtEngine.Telemetry.Domain;
using MediatR;

namespace ArtEngine.Telemetry.Application;

internal sealed class RecordJobAccepted(IMetricSink sink) : INotificationHandler<JobAccepted>
{
    public Task Handle(JobAccepted notification, CancellationToken cancellationToken)
    {
        sink.Record(notification.Id, new(
            Measurements.Accepted,
            notification.OccurredAt,
            new Dictionary<string, string> { [Measurements.Workflow] = notification.Workflow },
            new Dictionary<string, FieldValue> { [Measurements.Count] = 1L }));
        return Task.CompletedTask;
    }
}
