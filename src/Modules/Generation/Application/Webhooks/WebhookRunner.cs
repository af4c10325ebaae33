using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Domain.Webhooks;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>Sends what waits for one endpoint, some of it at a time.</summary>
internal sealed partial class WebhookRunner(IWebhookSchedule schedule, IWebhookSender sender, ILogger<WebhookRunner> log)
{
    private const int MessagesOfARun = 20;
    private const int AtOnce = 4;

    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(2);

    public async Task RunAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var due = await schedule.DueAsync(endpoint.Id, MessagesOfARun, cancellationToken);
        var results = new SentDelivery?[due.Count];
        try
        {
            await Parallel.ForAsync(
                0, due.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (i, token) => results[i] = await sender.SendAsync(endpoint, due[i], token));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await NoteBeforeTheEndAsync(endpoint, [.. results.OfType<SentDelivery>()]);
            throw;
        }

        var sent = results.OfType<SentDelivery>().ToList();
        await schedule.NoteSentAsync(endpoint, sent, cancellationToken);
        if (sent.Where(one => one.Error is not null).ToList() is { Count: > 0 } failed)
        {
            NotArrived(failed.Count, sent.Count, endpoint.Id, endpoint.UserId, failed[0].Error!);
        }
    }

    /// <summary>What has arrived would be sent once more.</summary>
    private async Task NoteBeforeTheEndAsync(WebhookEndpoint endpoint, IReadOnlyList<SentDelivery> sent)
    {
        if (sent.Count > 0)
        {
            using var soon = new CancellationTokenSource(LongestEnd);
            await schedule.NoteSentAsync(endpoint, sent, soon.Token);
        }
    }

    [LoggerMessage(LogLevel.Information,
        "{Failed} of {Count} messages did not arrive at the webhook {WebhookId} of user {UserId}; they are sent again: {Reason}")]
    private partial void NotArrived(int failed, int count, Guid webhookId, Guid userId, string reason);
}
