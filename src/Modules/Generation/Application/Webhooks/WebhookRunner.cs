using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Domain.Webhooks;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>Sends what waits for one endpoint, some of it at a time.</summary>
internal sealed partial class WebhookRunner(IWebhookSchedule schedule, IWebhookSender sender, ILogger<WebhookRunner> log)
{
    private const int MessagesOfARun = 20;
    private const int AtOnce = 4;

    public async Task RunAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var due = await schedule.DueAsync(endpoint.Id, MessagesOfARun, cancellationToken);
        var sent = new SentDelivery[due.Count];
        await Parallel.ForAsync(
            0, due.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, token) => sent[i] = await sender.SendAsync(endpoint, due[i], token));
        await schedule.NoteSentAsync(endpoint, sent, cancellationToken);
        if (sent.Where(one => one.Error is not null).ToList() is { Count: > 0 } failed)
        {
            NotArrived(failed.Count, sent.Length, endpoint.Id, endpoint.UserId, failed[0].Error!);
        }
    }

    [LoggerMessage(LogLevel.Information,
        "{Failed} of {Count} messages did not arrive at the webhook {WebhookId} of user {UserId}; they are sent again: {Reason}")]
    private partial void NotArrived(int failed, int count, Guid webhookId, Guid userId, string reason);
}
