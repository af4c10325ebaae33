using ArtEngine.Telemetry.Domain;
using ArtEngine.Users.Contracts;
using MediatR;

namespace ArtEngine.Telemetry.Application;

internal sealed class RecordUserRegistered(IMetricSink sink) : INotificationHandler<UserRegistered>
{
    public Task Handle(UserRegistered notification, CancellationToken cancellationToken)
    {
        sink.Record(notification.Id, new(
            Measurements.Registered,
            notification.OccurredAt,
            new Dictionary<string, string>(),
            new Dictionary<string, FieldValue> { [Measurements.Count] = 1L }));
        return Task.CompletedTask;
    }
}
