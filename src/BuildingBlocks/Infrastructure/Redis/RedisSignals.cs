using System.Text;
using ArtEngine.BuildingBlocks.Infrastructure.Signals;

namespace ArtEngine.BuildingBlocks.Infrastructure.Redis;

/// <summary>Wake-ups across nodes: at once on this one, by pub/sub on the others.</summary>
internal sealed class RedisWakeups : IWakeups
{
    private const string Channel = "art-engine:wakeups";

    private readonly InProcessWakeups _here;
    private readonly RedisConnection _redis;
    private readonly string _node = Guid.NewGuid().ToString("N");

    public RedisWakeups(InProcessWakeups here, RedisConnection redis)
    {
        (_here, _redis) = (here, redis);
        redis.Subscribe(Channel, OnMessage);
    }

    public void Ring(string topic)
    {
        _here.RingHere(topic);
        _redis.Publish(Channel, Encoding.UTF8.GetBytes($"{_node} {topic}"));
    }

    public void RingHere(string topic) => _here.RingHere(topic);

    public IWakeupListener Listen(params IReadOnlyList<string> topics) => _here.Listen(topics);

    private void OnMessage(byte[] message)
    {
        var parts = Encoding.UTF8.GetString(message).Split(' ', 2);
        if (parts.Length == 2 && parts[0] != _node)
        {
            _here.RingHere(parts[1]);
        }
    }
}
