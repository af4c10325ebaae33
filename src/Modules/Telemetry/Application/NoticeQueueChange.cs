using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Telemetry.Application;

/// <summary>Wakes whoever measures the queue when a job entered or left it.</summary>
internal sealed class NoticeQueueChange(ISignals signals) : INotificationHandler<JobAccepted>, INotificationHandler<JobEnded>
{
    public const string Topic = "telemetry:queue";

    public Task Handle(JobAccepted notification, CancellationToken cancellationToken) => Notice();

    public Task Handle(JobEnded notification, CancellationToken cancellationToken) => Notice();

    private Task Notice()
    {
        signals.Notify(Topic);
        return Task.CompletedTask;
    }
}
