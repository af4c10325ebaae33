using System.Net;
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
        var options = OptionsOf(connectionString);
        Address = AddressOf(options);
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
            _connection.GetSubscriber().Publish(RedisChannel.Literal(channel), message, CommandFlags.FireAndForget);
        }
        catch (RedisException)
        {
            // Away: health says so, and whoever waits also looks by the clock.
        }
    }

    /// <summary>Hears what any node publishes, one message after the other, from now on and again after each reconnect.</summary>
    public void Subscribe(string channel, Action<byte[]> onMessage) => _connection.GetSubscriber()
        .Subscribe(RedisChannel.Literal(channel), CommandFlags.FireAndForget).OnMessage(message => onMessage((byte[])message.Message!));

    public void Dispose() => _connection.Dispose();

    internal static ConfigurationOptions OptionsOf(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ClientName = "art-engine";
        options.ConnectTimeout = 2_000;
        options.KeepAlive = 5;
        // What could not be sent at once is old by the time that Redis is back.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        // As often after a long outage as after a short one.
        options.ReconnectRetryPolicy = new LinearRetry(1_000);
        options.SetDefaultPorts();
        return options;
    }

    /// <summary>A name's own text would begin with its address family.</summary>
    internal static string AddressOf(ConfigurationOptions options) => string.Join(
        ",", options.EndPoints.Select(endPoint => endPoint is DnsEndPoint named ? $"{named.Host}:{named.Port}" : $"{endPoint}"));
}
