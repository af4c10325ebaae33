using System.Collections.Concurrent;
using System.Text;
using ArtEngine.BuildingBlocks.Infrastructure.Redis;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Redis;

/// <summary>Messages between nodes, and what becomes of them while Redis is away.</summary>
[Trait(Stack.Trait, Stack.OwnServers)]
public sealed class RedisConnectionTests
{
    private readonly string _channel = $"test:{Guid.NewGuid():N}";

    [Theory]
    [InlineData("localhost", "localhost:6379")]
    [InlineData("localhost:6380,password=secret", "localhost:6380")]
    [InlineData("10.0.0.1,10.0.0.2:7000,connectTimeout=1,ssl=true", "10.0.0.1:6380,10.0.0.2:7000")]
    public void The_address_is_host_and_port_without_what_is_secret(string connectionString, string address) =>
        RedisConnection.AddressOf(RedisConnection.OptionsOf(connectionString)).ShouldBe(address);

    [RealServerFact(RealStack.RedisVariable)]
    public async Task Messages_are_heard_by_every_node_in_the_order_they_were_sent()
    {
        const int Count = 2_000;
        using var one = new RedisConnection(RealStack.Redis);
        using var two = new RedisConnection(RealStack.Redis);
        var (heardHere, heardThere) = (Listen(one), Listen(two));
        await HearsAsync(one, heardHere);
        await HearsAsync(one, heardThere);

        foreach (var number in Enumerable.Range(0, Count))
        {
            one.Publish(_channel, Encoding.UTF8.GetBytes($"{number}"));
        }

        await UntilAsync(() => heardHere.Contains($"{Count - 1}") && heardThere.Contains($"{Count - 1}"));
        var sent = Enumerable.Range(0, Count).Select(number => $"{number}").ToList();
        heardHere.Where(sent.Contains).ShouldBe(sent);
        heardThere.Where(sent.Contains).ShouldBe(sent);
    }

    [RealServerFact(RealStack.RedisVariable)]
    public async Task A_handler_that_fails_hears_the_next_message()
    {
        using var redis = new RedisConnection(RealStack.Redis);
        var heard = new ConcurrentQueue<string>();
        redis.Subscribe(_channel, message =>
        {
            heard.Enqueue(Encoding.UTF8.GetString(message));
            throw new InvalidOperationException("A message that nobody understands.");
        });

        await HearsAsync(redis, heard);
        await HearsAsync(redis, heard);
    }

    [RealServerFact(RealStack.RedisVariable)]
    public async Task What_is_published_during_an_outage_is_never_heard_and_what_comes_after_it_is()
    {
        using var proxy = new CuttableProxy(new($"tcp://{RealStack.Redis}"));
        using var redis = new RedisConnection(proxy.Address.Authority);
        var heard = Listen(redis);
        await HearsAsync(redis, heard);

        proxy.Cut();
        await UntilAsync(() => !redis.IsConnected);
        for (var number = 0; number < 500; number++)
        {
            redis.Publish(_channel, "stale"u8.ToArray());
        }

        proxy.Mend();
        await UntilAsync(() => redis.IsConnected);

        await HearsAsync(redis, heard);
        heard.ShouldNotContain("stale");
    }

    [RealServerFact(RealStack.RedisVariable)]
    public async Task Who_subscribed_while_redis_was_away_hears_once_it_is_there()
    {
        using var proxy = new CuttableProxy(new($"tcp://{RealStack.Redis}"), isCut: true);
        using var redis = new RedisConnection(proxy.Address.Authority);
        var heard = Listen(redis);
        redis.IsConnected.ShouldBeFalse();

        proxy.Mend();

        await HearsAsync(redis, heard);
    }

    private ConcurrentQueue<string> Listen(RedisConnection redis)
    {
        var heard = new ConcurrentQueue<string>();
        redis.Subscribe(_channel, message => heard.Enqueue(Encoding.UTF8.GetString(message)));
        return heard;
    }

    /// <summary>Sends until it is heard: a subscription takes a moment.</summary>
    private async Task HearsAsync(RedisConnection from, ConcurrentQueue<string> heard)
    {
        var word = $"{Guid.NewGuid()}";
        await UntilAsync(() =>
        {
            from.Publish(_channel, Encoding.UTF8.GetBytes(word));
            return heard.Contains(word);
        });
    }

    private static async Task UntilAsync(Func<bool> reached)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!reached())
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
