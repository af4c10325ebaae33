using System.Text;
using ArtEngine.BuildingBlocks.Infrastructure.Signals;

namespace ArtEngine.BuildingBlocks.Infrastructure.Redis;

/// <summary>Wake-ups across nodes: at once on this one, by pub/sub on the others.</summary>
internal sealed class RedisSignals : ISignals
{
    private const string Channel = "art-engine:signals";

    private readonly InProcessSignals _here;
    private readonly RedisConnection _redis;
    private readonly string _node = Guid.NewGuid().ToString("N");

    public RedisSignals(InProcessSignals here, RedisConnection redis)
    {
        (_here, _redis) = (here, redis);
        redis.Subscribe(Channel, OnMessage);
    }

    public bool ReachEveryNode => _redis.IsConnected;

    public void Notify(string topic)
    {
        _here.NotifyLocal(topic);
        _redis.Publish(Channel, Encoding.UTF8.GetBytes($"{_node} {topic}"));
    }

    public void NotifyLocal(string topic) => _here.NotifyLocal(topic);

    public ISignalSubscription Subscribe(params IReadOnlyList<string> topics) => _here.Subscribe(topics);

    private void OnMessage(byte[] message)
    {
        var parts = Encoding.UTF8.GetString(message).Split(' ', 2);
        if (parts.Length == 2 && parts[0] != _node)
        {
            _here.NotifyLocal(parts[1]);
        }
    }
}
