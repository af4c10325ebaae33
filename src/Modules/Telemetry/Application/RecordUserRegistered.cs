using ArtEngine.Telemetry.Domain;
using ArtEngine.Users.Contracts;
using MediatR;

namespace ArtEngine.Telemetry.Application;

internal sealed class RecordUserRegistered(IMetricSink sink) : INotificationHandler<UserRegistered>
{
    public Task Handle(UserRegistered fact, CancellationToken cancellationToken)
    {
        sink.Record(fact.Id, new(
            Measurements.Registered,
            fact.OccurredAt,
            new Dictionary<string, string>(),
            new Dictionary<string, FieldValue> { [Measurements.Count] = 1L }));
        return Task.CompletedTask;
    }
}
