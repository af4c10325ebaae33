using ArtEngine.Telemetry.Domain;
using ArtEngine.Users.Contracts;
using MediatR;

namespace ArtEngine.Telemetry.Application;

internal sealed class RecordUsersReconciled(IMetricSink sink) : INotificationHandler<UsersReconciled>
{
    public Task Handle(UsersReconciled fact, CancellationToken cancellationToken)
    {
        sink.Record(fact.Id, new(
            Measurements.Reconciled,
            fact.OccurredAt,
            new Dictionary<string, string>
            {
                [Measurements.DryRun] = fact.IsDryRun ? "true" : "false",
                [Measurements.HeldBack] = fact.IsHeldBack ? "true" : "false",
            },
            new Dictionary<string, FieldValue>
            {
                [Measurements.Listed] = (long)fact.Listed,
                [Measurements.Changed] = (long)fact.Changed,
                [Measurements.Missing] = (long)fact.Missing,
                [Measurements.Erased] = (long)fact.Erased,
            }));
        return Task.CompletedTask;
    }
}
