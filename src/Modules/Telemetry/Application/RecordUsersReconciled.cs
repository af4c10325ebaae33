using ArtEngine.Telemetry.Domain;
using ArtEngine.Users.Contracts;
using MediatR;

namespace ArtEngine.Telemetry.Application;

internal sealed class RecordUsersReconciled(IMetricSink sink) : INotificationHandler<UsersReconciled>
{
    public Task Handle(UsersReconciled notification, CancellationToken cancellationToken)
    {
        sink.Record(notification.Id, new(
            Measurements.Reconciled,
            notification.OccurredAt,
            new Dictionary<string, string>
            {
                [Measurements.DryRun] = notification.IsDryRun ? "true" : "false",
                [Measurements.HeldBack] = notification.IsHeldBack ? "true" : "false",
            },
            new Dictionary<string, FieldValue>
            {
                [Measurements.Listed] = (long)notification.Listed,
                [Measurements.Changed] = (long)notification.Changed,
                [Measurements.Missing] = (long)notification.Missing,
                [Measurements.Erased] = (long)notification.Erased,
            }));
        return Task.CompletedTask;
    }
}
