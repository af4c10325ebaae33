using System.Collections.Concurrent;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Generation.Application.Webhooks;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Domain.Webhooks;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.Generation.Infrastructure.Webhooks;
using ArtEngine.UnitTests.Fakes;
using MediatR;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class DeliverWebhooksTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly Receivers _receivers = new();
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private EfWebhookDeliveries _deliveries = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        _deliveries = new(
            _database.Contexts, new WebhookBodies(Options.Create(new JsonOptions())), _clock, Options.Create(new WebhookOptions()));
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_receiver_that_hangs_and_messages_that_cannot_be_read_delay_no_others()
    {
        var (hanging, damaged, other) = (await AddAsync(), await AddAsync(), await AddAsync());
        _receivers.Hanging = hanging.Id;
        await _database.ExecuteAsync($"UPDATE webhook_deliveries SET created_at = 'no time' WHERE endpoint_id = upper('{damaged.Id}')");
        using var end = new CancellationTokenSource();
        var log = new MemoryLog<DeliverWebhooksHandler>();
        var running = ((IRequestHandler<DeliverWebhooksCommand, Unit>)new DeliverWebhooksHandler(
            _deliveries, new(_deliveries, _receivers, NullLogger<WebhookRunner>.Instance), _database.Signals, _clock, new DatabaseFaults(),
            log)).Handle(new(), end.Token);
        await _database.Signals.UntilWaitingAsync(running);

        await UntilAsync(() => _receivers.Told.Contains(other.Id) && log.Lines.Count == 1);
        await TellAsync(damaged);
        await TellAsync(other);
        await UntilAsync(() => _receivers.Told.Count(id => id == other.Id) == 2);
        log.Lines.Count.ShouldBe(1, "the pause holds although a message came");
        _clock.Advance(TimeSpan.FromSeconds(10));
        await UntilAsync(() => log.Lines.Count == 2);
        _receivers.Told.ShouldNotContain(damaged.Id);

        Task UntilAsync(Func<bool> hasComeSoFar) => _database.Signals.UntilAsync(running, () => Task.FromResult(hasComeSoFar()));

        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    [Fact]
    public async Task What_has_arrived_when_the_node_stops_is_not_sent_again()
    {
        var endpoint = await AddAsync();
        await TellAsync(endpoint);
        await TellAsync(endpoint);
        var last = (await _deliveries.DueAsync(endpoint.Id, 10, default))[^1];
        _receivers.HangingMessage = last.Id;
        using var end = new CancellationTokenSource();
        var running = new WebhookRunner(_deliveries, _receivers, NullLogger<WebhookRunner>.Instance).RunAsync(endpoint, end.Token);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_receivers.Told.Count < 2)
        {
            await Task.Delay(10, patience.Token);
        }

        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);

        (await _deliveries.DueAsync(endpoint.Id, 10, default)).Select(delivery => delivery.Id).ShouldBe([last.Id]);
    }

    /// <summary>An endpoint, with a message to it.</summary>
    private async Task<WebhookEndpoint> AddAsync()
    {
        var endpoint = WebhookEndpoint.Add(Guid.NewGuid(), "https://example.org/", "", [1], _clock.GetUtcNow());
        await using var db = await _database.Contexts.CreateDbContextAsync();
        db.Add(endpoint);
        await db.SaveChangesAsync();
        await TellAsync(endpoint);
        return endpoint;
    }

    private async Task TellAsync(WebhookEndpoint endpoint) => (await _deliveries.TellAsync(
        new(Guid.NewGuid(), endpoint.UserId, WebhookEvents.Test, _clock.GetUtcNow(), new { }), default)).ShouldBe(1);

    private sealed class Receivers : IWebhookSender
    {
        public ConcurrentQueue<Guid> Told { get; } = [];

        public Guid Hanging { get; set; }

        public Guid HangingMessage { get; set; }

        public async Task<SentDelivery> SendAsync(
            WebhookEndpoint endpoint, WebhookDelivery delivery, CancellationToken cancellationToken)
        {
            if (endpoint.Id == Hanging || delivery.Id == HangingMessage)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            Told.Enqueue(endpoint.Id);
            return new(delivery.Id, 200, Error: null);
        }

        public Task<string?> FindFaultAsync(string url, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
