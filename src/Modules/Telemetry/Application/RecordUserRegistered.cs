using ArtEngine.Users.Contracts;
using MediatR;

namespace ArtEngine.Telemetry.Application;

internal sealed class RecordUserRegistered(IMetricSink sink) : INotificationHandler<UserRegistered>
{
    public Task Handle(UserRegistered fact, CancellationToken cancellationToken)
    {
        sink.Record(fact.Id, new(
            Measurements.Registered, fact.OccurredAt, new Dictionary<string, string>(), new Dictionary<string, double> { [Measurements.Count] = 1 }));
        return Task.CompletedTask;
    }
}
