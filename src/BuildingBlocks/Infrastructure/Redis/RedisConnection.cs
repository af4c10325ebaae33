using StackExchange.Redis;

namespace ArtEngine.BuildingBlocks.Infrastructure.Redis;

/// <summary>
/// The connection to Redis, for messages between nodes and nothing else: what is lost while it is away costs time, never
/// a job. It comes up without Redis and reconnects by itself.
/// </summary>
public sealed class RedisConnection : IDisposable
{
    private readonly ConnectionMultiplexer _connection;

    internal RedisConnection(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ClientName = "art-engine";
        options.ConnectTimeout = 2_000;
        options.KeepAlive = 5;
        Address = string.Join(",", options.EndPoints);
        _connection = ConnectionMultiplexer.Connect(options);
    }

    /// <summary>Host and port, without what is secret.</summary>
    public string Address { get; }

    /// <summary>Whether messages go through now.</summary>
    public bool IsConnected => _connection.IsConnected;

    /// <summary>Tells the other nodes; this one hears it too. Never blocks, and nobody hears it while Redis is away.</summary>
    public void Publish(string channel, byte[] message)
    {
        try
        {
            _connection.GetSubscriber().Publish(channel, message, CommandFlags.FireAndForget);
        }
        catch (RedisException)
        {
            // Away: health says so, and whoever waits also looks by the clock.
        }
    }

    /// <summary>Hears what any node publishes, from now on and again after each reconnect.</summary>
    public void Subscribe(string channel, Action<byte[]> onMessage) =>
        _connection.GetSubscriber().Subscribe(channel, (_, message) => onMessage(message), CommandFlags.FireAndForget);

    public void Dispose() => _connection.Dispose();
}
