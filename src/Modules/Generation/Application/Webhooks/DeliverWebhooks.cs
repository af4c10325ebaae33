using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Domain.Webhooks;
using MediatR;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>
/// Sends messages to users' endpoints, until canceled; one of these runs in the cluster. Each endpoint has a run of its own, so that a
/// receiver that is slow or hangs delays nobody else.
/// </summary>
internal sealed record DeliverWebhooksCommand : IRequest;

internal sealed partial class DeliverWebhooksHandler(
    IWebhookDeliveries deliveries, IWebhookSender sender, ISignals signals, TimeProvider clock, IOptions<WebhookOptions> options,
    ILogger<DeliverWebhooksHandler> log)
    : AsyncRequestHandler<DeliverWebhooksCommand>
{
    private const int MostRuns = 1_000;
    private const int MessagesOfARun = 20;
    private const int AtOnce = 4;
    private const int OldAtOnce = 500;

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenCleanings = TimeSpan.FromMinutes(10);

    protected override async Task Handle(DeliverWebhooksCommand command, CancellationToken cancellationToken)
    {
        using var subscription = signals.Subscribe(Topics.Webhooks);
        var runs = new Dictionary<Guid, Task>();
        var nextCleaning = clock.GetUtcNow();
        try
        {
            while (true)
            {
                await ReapAsync(runs);
                foreach (var endpoint in await deliveries.DueEndpointsAsync(runs.Keys, MostRuns - runs.Count, cancellationToken))
                {
                    runs[endpoint.Id] = signals.Begin(Topics.Webhooks, () => RunAsync(endpoint, cancellationToken));
                }

                if (clock.GetUtcNow() >= nextCleaning && await CleanAsync(cancellationToken) < OldAtOnce)
                {
                    nextCleaning = clock.GetUtcNow() + BetweenCleanings;
                }

                await subscription.WaitAsync(LookAnyway, cancellationToken);
            }
        }
        finally
        {
            await Task.WhenAll(runs.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Throws what a run threw: when the database is away, the whole worker starts again.</summary>
    private static async Task ReapAsync(Dictionary<Guid, Task> runs)
    {
        foreach (var (endpointId, run) in runs.Where(pair => pair.Value.IsCompleted).ToList())
        {
            runs.Remove(endpointId);
            await run;
        }
    }

    private async Task RunAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var due = await deliveries.DueAsync(endpoint.Id, MessagesOfARun, cancellationToken);
        var sent = new SentDelivery[due.Count];
        await Parallel.ForAsync(
            0, due.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, token) => sent[i] = await sender.SendAsync(endpoint, due[i], token));
        await deliveries.NoteSentAsync(endpoint, sent, cancellationToken);
        Log(endpoint, sent);
    }

    private Task<int> CleanAsync(CancellationToken cancellationToken) =>
        deliveries.DeleteOldAsync(clock.GetUtcNow() - TimeSpan.FromDays(options.Value.KeepDays), OldAtOnce, cancellationToken);

    private void Log(WebhookEndpoint endpoint, SentDelivery[] sent)
    {
        var failed = sent.Where(one => one.Error is not null).ToList();
        if (failed.Count > 0)
        {
            NotArrived(failed.Count, sent.Length, endpoint.Id, endpoint.UserId, failed[0].Error!);
        }
    }

    [LoggerMessage(LogLevel.Information,
        "{Failed} of {Count} messages did not arrive at the webhook {WebhookId} of user {UserId}; they are sent again: {Reason}")]
    private partial void NotArrived(int failed, int count, Guid webhookId, Guid userId, string reason);
}
