using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Telemetry.Application.Usage;

/// <summary>Writes down what an ended job used.</summary>
internal sealed class AddUsage(IUsageLedger ledger) : INotificationHandler<JobEnded>
{
    public Task Handle(JobEnded notification, CancellationToken cancellationToken) => ledger.AddAsync(
        new(
            notification.JobId, notification.UserId, notification.Workflow, notification.OccurredAt, notification.GpuSeconds,
            notification.SizeBytes)
        {
            ProgramId = notification.ProgramId,
        },
        cancellationToken);
}
