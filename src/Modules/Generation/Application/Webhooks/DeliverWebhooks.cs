using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Domain.Webhooks;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>
/// Sends messages to users' endpoints, until canceled; one of these runs in the cluster. Each endpoint has a run of its own, so that a
/// receiver that is slow or hangs, or one whose messages cannot be read, delays nobody else.
/// </summary>
internal sealed record DeliverWebhooksCommand : IRequest;

internal sealed partial class DeliverWebhooksHandler(
    IWebhookSchedule schedule, WebhookRunner runner, ISignals signals, TimeProvider clock, IDatabaseFaults faults,
    ILogger<DeliverWebhooksHandler> log)
    : AsyncRequestHandler<DeliverWebhooksCommand>
{
    private const int MostRuns = 1_000;
    private const int OldAtOnce = 500;

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenCleanings = TimeSpan.FromMinutes(10);

    protected override async Task Handle(DeliverWebhooksCommand command, CancellationToken cancellationToken)
    {
        using var subscription = signals.Subscribe(Topics.Webhooks);
        var runs = new IsolatedRuns<WebhookEndpoint>(signals, Topics.Webhooks, faults);
        var nextCleaning = clock.GetUtcNow();
        try
        {
            while (true)
            {
                await RunDueAsync(runs, cancellationToken);
                if (clock.GetUtcNow() >= nextCleaning && await schedule.DeleteOldAsync(OldAtOnce, cancellationToken) < OldAtOnce)
                {
                    nextCleaning = clock.GetUtcNow() + BetweenCleanings;
                }

                await subscription.WaitAsync(LookAnyway, cancellationToken);
            }
        }
        finally
        {
            // When the database was away for one of them, the others still note what they sent.
            await runs.EndAsync();
        }
    }

    private async Task RunDueAsync(IsolatedRuns<WebhookEndpoint> runs, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await runs.ReapAsync(now, (endpoint, exception) => Failed(exception, endpoint.Id, endpoint.UserId), cancellationToken);
        IReadOnlyCollection<Guid> leftAlone = [.. runs.Ids, .. runs.Paused(now)];
        foreach (var endpoint in await schedule.DueEndpointsAsync(leftAlone, MostRuns - runs.Ids.Count, cancellationToken))
        {
            runs.Begin(endpoint.Id, endpoint, () => runner.RunAsync(endpoint, cancellationToken));
        }
    }

    [LoggerMessage(LogLevel.Error, "The messages to the webhook {WebhookId} of user {UserId} cannot be sent; that is tried again later")]
    private partial void Failed(Exception exception, Guid webhookId, Guid userId);
}
