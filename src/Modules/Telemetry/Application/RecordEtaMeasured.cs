using ArtEngine.Generation.Contracts;
using ArtEngine.Telemetry.Domain;
using MediatR;

namespace ArtEngine.Telemetry.Application;

internal sealed class RecordEtaMeasured(IMetricSink sink) : INotificationHandler<EtaMeasured>
{
    public Task Handle(EtaMeasured fact, CancellationToken cancellationToken)
    {
        sink.Record(fact.Id, new(
            Measurements.Eta,
            fact.OccurredAt,
            new Dictionary<string, string> { [Measurements.Workflow] = fact.Workflow },
            new Dictionary<string, FieldValue> { [Measurements.ErrorMs] = (long)fact.Error.TotalMilliseconds }));
        return Task.CompletedTask;
    }
}
