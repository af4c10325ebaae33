using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Webhooks;
using MediatR;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>Makes messages of what becomes of jobs. A job that was deleted meanwhile is told of no more.</summary>
internal sealed class TellOfJobs(
    IJobAudience audience, IWebhookDeliveries deliveries, IJobReads jobs, JobViews views, ISignals signals)
    : INotificationHandler<JobAccepted>, INotificationHandler<JobStarted>, INotificationHandler<JobEnded>
{
    public Task Handle(JobAccepted notification, CancellationToken cancellationToken) => TellAsync(
        notification, notification.JobId, notification.UserId, WebhookEvents.Queued, cancellationToken);

    public Task Handle(JobStarted notification, CancellationToken cancellationToken) => TellAsync(
        notification, notification.JobId, notification.UserId, WebhookEvents.Running, cancellationToken);

    public Task Handle(JobEnded notification, CancellationToken cancellationToken) => TellAsync(
        notification, notification.JobId, notification.UserId, TypeOf(notification.Status), cancellationToken);

    private static string TypeOf(JobStatus status) => status switch
    {
        JobStatus.Succeeded => WebhookEvents.Succeeded,
        JobStatus.Canceled => WebhookEvents.Canceled,
        _ => WebhookEvents.Failed,
    };

    private async Task TellAsync(
        IIntegrationEvent fact, Guid jobId, Guid userId, string type, CancellationToken cancellationToken)
    {
        if (!await audience.IsThereAsync(userId, cancellationToken) ||
            await jobs.FindAsync(jobId, userId, cancellationToken) is not { } job)
        {
            return;
        }

        var view = (await views.ViewAsync(job, cancellationToken)).Redacted();
        var told = new WebhookEvent(fact.Id, userId, type, fact.OccurredAt, view) { Url = job.WebhookUrl };
        if (await deliveries.TellAsync(told, cancellationToken) > 0)
        {
            signals.Notify(Topics.Webhooks);
        }
    }
}
