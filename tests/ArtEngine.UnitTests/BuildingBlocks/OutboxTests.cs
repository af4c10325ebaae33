using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Users.Contracts;
using ArtEngine.Users.Infrastructure.Persistence;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class OutboxTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeClock _clock = new(Now);
    private readonly List<string> _taken = [];

    private readonly List<IReadOnlyCollection<UserRegistered>> _together = [];

    private bool _isBroken;
    private bool _isBatchBroken;
    private bool _isDatabaseAway;
    private UserRegistered? _poison;

    [Fact]
    public void An_event_is_tried_again_after_1_2_4_seconds_and_at_most_ten_minutes()
    {
        var message = OutboxMessage.Of(SomeEvent());
        message.NotBefore.ShouldBeLessThan(Now.AddYears(-1));
        var delays = new List<double>();
        for (var attempt = 0; attempt < 2_000; attempt++)
        {
            message.Postpone(Now);
            delays.Add((message.NotBefore - Now).TotalSeconds);
        }

        delays.Take(11).ShouldBe([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600]);
        delays.Skip(11).ShouldAllBe(seconds => seconds == 600);
        message.Attempts.ShouldBe(2_000);
    }

    [Fact]
    public async Task An_event_within_a_transaction_rings_when_it_is_committed()
    {
        await using var database = await TemporaryDatabase<UsersDbContext>.CreateAsync();
        await using var db = await database.Contexts.CreateDbContextAsync();
        var rungWithin = -1;

        await db.RunExclusiveAsync(
            async () =>
            {
                db.AddToOutbox(SomeEvent());
                await db.SaveChangesAsync();
                rungWithin = database.Signals.Notified.Count;
                return 0;
            },
            default);

        database.Signals.Notified.Count.ShouldBe(rungWithin + 1);
    }

    [Fact]
    public async Task What_throws_in_its_turn_stores_nothing_and_lets_the_next_one_go_on()
    {
        await using var database = await TemporaryDatabase<UsersDbContext>.CreateAsync();
        await using var db = await database.Contexts.CreateDbContextAsync();

        await Should.ThrowAsync<TimeoutException>(db.RunExclusiveAsync<int>(
            async () =>
            {
                db.AddToOutbox(SomeEvent());
                await db.SaveChangesAsync();
                throw new TimeoutException();
            },
            default));

        await using var next = await database.Contexts.CreateDbContextAsync();
        (await next.RunExclusiveAsync(() => next.Set<OutboxMessage>().CountAsync(), default)).ShouldBe(0);
    }

    [Fact]
    public async Task A_handler_that_throws_does_not_stop_the_others_and_asks_for_another_delivery()
    {
        var message = OutboxMessage.Of(SomeEvent());
        _isBroken = true;
        (await Publisher().PublishAsync([message], default)).ShouldBeEmpty();
        _taken.ShouldBe(["first", "last"]);
        _isBroken = false;
        (await Publisher().PublishAsync([message], default)).ShouldBe([message.Sequence]);
    }

    [Fact]
    public async Task Events_of_one_type_go_together_to_handlers_of_several_and_come_again_when_one_of_these_fails()
    {
        await using var database = await TemporaryDatabase<UsersDbContext>.CreateAsync();
        UserRegistered[] events = [SomeEvent(), SomeEvent(), SomeEvent()];
        await StoreAsync(database, events);
        _isBatchBroken = true;
        await RunAsync(database, async wakeUp =>
        {
            (await LeftAsync(database)).ShouldBe(3);
            _isBatchBroken = false;
            _clock.Advance(TimeSpan.FromSeconds(1));
            await wakeUp();
            (await LeftAsync(database)).ShouldBe(0);
        });
        _together.ShouldBe([events, [events[0]], [events[1]], [events[2]], events]);
    }

    [Fact]
    public async Task An_event_that_cannot_be_taken_keeps_back_none_of_those_that_are_delivered_with_it()
    {
        await using var database = await TemporaryDatabase<UsersDbContext>.CreateAsync();
        UserRegistered[] events = [SomeEvent(), SomeEvent(), SomeEvent()];
        await StoreAsync(database, events);
        _poison = events[1];
        await RunAsync(database, async _ => (await LeftAsync(database)).ShouldBe(1));
        _together.ShouldBe([events, [events[0]], [events[1]], [events[2]]]);
    }

    [Fact]
    public async Task A_handler_whose_database_does_not_answer_is_asked_once_and_the_others_get_every_event()
    {
        await using var database = await TemporaryDatabase<UsersDbContext>.CreateAsync();
        await StoreAsync(database, [.. Enumerable.Range(0, 50).Select(_ => SomeEvent())]);
        _isDatabaseAway = true;
        await RunAsync(database, async wakeUp =>
        {
            _together.Count.ShouldBe(1);
            _taken.Count.ShouldBe(100);
            (await LeftAsync(database)).ShouldBe(50);
            _isDatabaseAway = false;
            _clock.Advance(TimeSpan.FromSeconds(1));
            await wakeUp();
            (await LeftAsync(database)).ShouldBe(0);
        });
    }

    [Theory]
    [InlineData(2, "stored by a clock that is ahead")]
    [InlineData(-2, "stored by one that is behind")]
    public async Task The_clock_of_whoever_stores_an_event_does_not_delay_it(int hours, string why)
    {
        await using var database = await TemporaryDatabase<UsersDbContext>.CreateAsync();
        await StoreAsync(database, new UserRegistered(Guid.NewGuid(), Now.AddHours(hours), Guid.NewGuid()));
        await RunAsync(database, async _ => (await LeftAsync(database)).ShouldBe(0, why));
    }

    [Fact]
    public async Task A_pause_that_a_wrong_clock_wrote_is_not_waited_for()
    {
        await using var database = await TemporaryDatabase<UsersDbContext>.CreateAsync();
        await StoreAsync(database, SomeEvent());
        _isBroken = true;
        _clock.Advance(TimeSpan.FromHours(2));
        await RunAsync(database, async _ => (await LeftAsync(database)).ShouldBe(1));
        _isBroken = false;
        var right = new FakeClock(Now);
        await RunAsync(database, async _ => (await LeftAsync(database)).ShouldBe(0), right);
    }

    [Fact]
    public async Task An_event_arrives_as_it_was_told()
    {
        var integrationEvent = SomeEvent();
        var message = OutboxMessage.Of(integrationEvent);
        UserRegistered? arrived = null;
        await Publisher(new Taker(taken => arrived = taken)).PublishAsync([message], default);
        arrived.ShouldBe(integrationEvent);
    }

    [Fact]
    public async Task An_event_nobody_took_stays_in_the_outbox_and_is_delivered_when_it_is_time()
    {
        await using var database = await TemporaryDatabase<UsersDbContext>.CreateAsync();
        await StoreAsync(database, SomeEvent(), SomeEvent());
        _isBroken = true;
        await RunAsync(database, async wakeUp =>
        {
            _taken.Count.ShouldBe(4);
            (await LeftAsync(database)).ShouldBe(2);
            _isBroken = false;
            await wakeUp();
            _taken.Count.ShouldBe(4, "the second is not over");
            _clock.Advance(TimeSpan.FromSeconds(1));
            await wakeUp();
            _taken.Count.ShouldBe(8);
            (await LeftAsync(database)).ShouldBe(0);
        });
    }

    [Fact]
    public async Task Events_that_cannot_be_read_hold_up_no_other_event_and_are_kept()
    {
        await using var database = await TemporaryDatabase<UsersDbContext>.CreateAsync();
        await database.ExecuteAsync(
            $"INSERT INTO outbox (type, payload, attempts, not_before) VALUES " +
            $"('{typeof(UserRegistered).FullName}', '[]', 0, '2020-01-01 00:00:00')");
        await StoreAsync(database, new UnknownEvent(Guid.NewGuid(), Now), SomeEvent());
        await RunAsync(database, async _ =>
        {
            _taken.ShouldBe(["first", "last"]);
            (await LeftAsync(database)).ShouldBe(2);
        });
    }

    [Fact]
    public async Task Saving_an_event_rings_for_its_delivery_and_saving_anything_else_does_not()
    {
        await using var database = await TemporaryDatabase<UsersDbContext>.CreateAsync();
        await using (var db = await database.Contexts.CreateDbContextAsync())
        {
            db.Add(new ArtEngine.Users.Domain.User(Guid.NewGuid(), "issuer", "subject", null, Now));
            await db.SaveChangesAsync();
        }

        database.Signals.Notified.ShouldBeEmpty();
        await StoreAsync(database, SomeEvent());
        database.Signals.Notified.ShouldBe([OutboxNotifyInterceptor<UsersDbContext>.Topic]);
    }

    private static UserRegistered SomeEvent() => new(Guid.NewGuid(), Now, Guid.NewGuid());

    private static async Task StoreAsync(TemporaryDatabase<UsersDbContext> database, params IIntegrationEvent[] events)
    {
        await using var db = await database.Contexts.CreateDbContextAsync();
        foreach (var integrationEvent in events)
        {
            db.AddToOutbox(integrationEvent);
        }

        await db.SaveChangesAsync();
    }

    private static async Task<int> LeftAsync(TemporaryDatabase<UsersDbContext> database)
    {
        await using var db = await database.Contexts.CreateDbContextAsync();
        return await db.Set<OutboxMessage>().CountAsync();
    }

    private async Task RunAsync(TemporaryDatabase<UsersDbContext> database, Func<Func<Task>, Task> check, FakeClock? clock = null)
    {
        using var stop = new CancellationTokenSource();
        using var signals = new SteppedSignals();
        var run = new OutboxWorker<UsersDbContext>(database.Contexts, Publisher(), signals, clock ?? _clock).RunAsync(stop.Token);
        await signals.UntilWaitingAsync(run);
        await check(async () =>
        {
            signals.Wake();
            await signals.UntilWaitingAsync(run);
        });
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(run);
    }

    private void BreakIfBroken()
    {
        if (_isBroken)
        {
            throw new InvalidOperationException("broken");
        }
    }

    private IntegrationEventPublisher Publisher(params Taker[] takers)
    {
        var services = new ServiceCollection();
        Taker[] all = takers.Length > 0
            ? takers
            : [new(_ => _taken.Add("first")), new(_ => BreakIfBroken()), new(_ => _taken.Add("last"))];
        foreach (var taker in all)
        {
            services.AddSingleton<INotificationHandler<UserRegistered>>(taker);
        }

        services.AddSingleton<IBatchedEventHandler<UserRegistered>>(new BatchTaker(this));
        return new(new([typeof(UserRegistered).Assembly]), services.BuildServiceProvider()
            .GetRequiredService<IServiceScopeFactory>(), NullLogger<IntegrationEventPublisher>.Instance);
    }

    private sealed record UnknownEvent(Guid Id, DateTimeOffset OccurredAt) : IIntegrationEvent;

    private sealed class Taker(Action<UserRegistered> take) : INotificationHandler<UserRegistered>
    {
        public Task Handle(UserRegistered notification, CancellationToken cancellationToken)
        {
            take(notification);
            return Task.CompletedTask;
        }
    }

    private sealed class BatchTaker(OutboxTests test) : IBatchedEventHandler<UserRegistered>
    {
        public Task HandleAsync(IReadOnlyCollection<UserRegistered> events, CancellationToken cancellationToken)
        {
            test._together.Add(events);
            if (test._isDatabaseAway)
            {
                throw new DatabaseUnavailableException(new TimeoutException());
            }

            return test._isBatchBroken || (test._poison is { } poison && events.Contains(poison))
                ? throw new InvalidOperationException("broken")
                : Task.CompletedTask;
        }
    }
}
